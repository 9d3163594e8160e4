"""What the admin knows of the diary."""

from wagtail import hooks


@hooks.register("construct_help_menu")
def help_with_the_diary(request, menu_items):
    from wagtail.admin.menu import MenuItem

    menu_items.append(MenuItem("走访日志说明", "/x/diary/", name="diary-help", order=950))
