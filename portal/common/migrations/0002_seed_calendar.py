"""Fill the calendar with the holidays and make-up days that the package chinesecalendar knows."""

from django.db import migrations

SOURCE = "chinesecalendar 1.11"


def seed(apps, schema_editor):
    from chinese_calendar.constants import Holiday, holidays, workdays

    chinese = {holiday.value: holiday.chinese for holiday in Holiday}
    CalendarDay = apps.get_model("onedoor_common", "CalendarDay")
    rows = [CalendarDay(date=day, is_working=False, name=chinese.get(name, name)[:60], source=SOURCE) for day, name in holidays.items()]
    rows += [CalendarDay(date=day, is_working=True, name=chinese.get(name, name)[:60], source=SOURCE) for day, name in workdays.items()]
    CalendarDay.objects.bulk_create(rows, batch_size=500)


def unseed(apps, schema_editor):
    apps.get_model("onedoor_common", "CalendarDay").objects.filter(source=SOURCE).delete()


class Migration(migrations.Migration):
    dependencies = [("onedoor_common", "0001_initial")]

    operations = [migrations.RunPython(seed, unseed)]
