"""Fields for words of several lines: nothing typed or pasted is cut in silence."""

from django import forms

from portal.common.formfields import WrittenField


class Form(forms.Form):
    words = WrittenField(max_length=5, rows=2)


def test_a_browser_does_not_cut_what_is_pasted():
    html = str(Form()["words"])
    assert 'rows="2"' in html
    assert "maxlength" not in html


def test_too_many_characters_are_told_and_kept():
    form = Form({"words": "一二三四五六"})
    assert form.errors["words"] == ["这里有 6 个字，最多写 5 个字。请写短一些。"]
    assert "一二三四五六" in str(form["words"])


def test_a_line_end_counts_once_as_people_count_it():
    form = Form({"words": "一二\r\n三四"})
    assert form.is_valid()
    assert form.cleaned_data["words"] == "一二\n三四"
