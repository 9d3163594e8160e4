"""Uploads: accepted clean, or refused with what would be accepted (faults 20 to 23)."""

import io
import zipfile

import pikepdf
import pytest
from PIL import Image, PngImagePlugin

from portal.accounts.actors import Actor
from portal.cases import actions, documents, errors
from portal.cases.models import Document
from portal.common import private_files
from tests.cases.builders import file

ACTOR = Actor.applicant("QX26-0917-4H2K")
DRAFT = "d" * 64


def attach(data: bytes, name: str = "book.jpg", draft: str = DRAFT) -> Document:
    return actions.attach_document(
        actor=ACTOR, draft_key=draft, data=data, original_name=name, material="household-book"
    )


def picture(kind: str, size=(300, 200), **options) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 50).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def pdf(change=lambda document: None, pages: int = 1, **options) -> bytes:
    document = pikepdf.new()
    for _page in range(pages):
        document.add_blank_page()
    change(document)
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def test_a_photo_is_encoded_anew_without_its_place(town, photo):
    document = attach(photo)
    stored = documents.read(document)
    assert b"Hedong" in photo
    assert b"Hedong" not in stored
    assert document.content_type == "image/jpeg"
    assert document.size == len(stored)
    assert Image.open(io.BytesIO(stored)).size == (640, 480)
    assert b"JFIF" not in private_files._path(document.stored_name).read_bytes()


def test_text_in_a_png_goes_and_webp_becomes_jpeg(town):
    info = PngImagePlugin.PngInfo()
    info.add_text("comment", "<script>alert(1)</script>")
    png = documents.clean(picture("PNG", pnginfo=info))
    assert png.content_type == "image/png"
    assert b"script" not in png.data
    assert documents.clean(picture("WEBP")).content_type == "image/jpeg"


def test_a_turned_photo_stands_upright(town):
    exif = Image.Exif()
    exif[0x0112] = 6
    clean = documents.clean(picture("JPEG", exif=exif))
    assert Image.open(io.BytesIO(clean.data)).size == (200, 300)


def add_danger(document: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('CANARY-JS')"))
    document.Root.OpenAction = document.make_indirect(script)
    document.attachments["evil.exe"] = b"MZ CANARY-EXE"
    page = document.pages[0]
    page.AA = pikepdf.Dictionary(O=script)
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("http://evil.test")),
    )  # fmt: skip
    page.Annots = document.make_indirect(pikepdf.Array([link]))


def test_a_pdf_loses_scripts_links_and_attachments_and_keeps_its_pages(town):
    dangerous = pdf(add_danger, pages=2)
    stored = documents.read(attach(dangerous, "book.pdf"))
    with pikepdf.open(io.BytesIO(stored)) as document:
        assert len(document.pages) == 2
        assert "/OpenAction" not in document.Root
        assert not document.attachments
        everything = b"".join(
            thing.unparse() + (thing.read_bytes() if isinstance(thing, pikepdf.Stream) else b"")
            for thing in document.objects
        )
    for word in (b"CANARY", b"evil", b"/JavaScript", b"/URI", b"/AA", b"/Annots"):
        assert word not in everything


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 5_000_000)
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED = {
    "empty": b"",
    "a program that calls itself PDF": b"MZ" + b"\x00" * 500,
    "a zip bomb as DOCX": bomb(),
    "SVG with a script": SVG,
    "HTML": b"<html><script>alert(1)</script></html>",
    "a GIF": b"GIF89a" + b"\x00" * 100,
    "a broken JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40,
    "a broken PDF": b"%PDF-1.7\nnothing",
    "a PDF behind something else": b"PK\x03\x04" + b"\x00" * 40 + b"%PDF-1.7\n",
    "text": "家庭情况说明".encode(),
    "EICAR": rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
}


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_everything_else_is_refused_with_what_is_accepted(town, what):
    with pytest.raises(errors.FileRefused, match="可以上传照片（JPEG、PNG、WebP）和 PDF，每个不超过 10 MB"):
        attach(REFUSED[what], "paper.pdf")
    assert not Document.objects.exists()


def test_a_protected_a_long_and_a_large_file_are_refused_by_reason(town, settings):
    locked = pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(errors.FileRefused, match="密码"):
        attach(locked)
    with pytest.raises(errors.FileRefused, match="超过 100 页"):
        attach(pdf(pages=101))
    settings.DOCUMENT_MAX_BYTES = 2**20
    with pytest.raises(errors.FileRefused, match="超过 1 MB"):
        attach(b"\xff" * (2**20 + 1))


def test_a_flood_of_pixels_is_refused_before_it_is_decoded(town):
    flat = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(flat, "PNG")
    assert len(flat.getvalue()) < 200_000
    with pytest.raises(errors.FileRefused, match="像素太多"):
        attach(flat.getvalue())


def test_a_photo_with_a_pdf_glued_behind_stays_a_photo_only(town, photo):
    stored = documents.read(attach(photo + pdf(add_danger)))
    assert b"%PDF" not in stored


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\户口本.jpg", "户口本.jpg"),
        ("a\x00b\u202egpj.exe", "abgpj.exe"),
        ("", "未命名"),
        ("//", "未命名"),
        ("长" * 300 + ".jpg", "长" * 138 + "….jpg"),
    ],
)
def test_names_are_shown_harmless_and_never_used(town, photo, name, shown):
    document = Document.objects.get(pk=attach(photo, name).pk)
    assert document.original_name == shown
    assert private_files._NAME.fullmatch(document.stored_name)


def test_a_full_disk_leaves_no_row_and_a_failed_row_no_file(town, photo, monkeypatch, settings):
    def full(*args):
        raise private_files.PrivateFileError("storage")

    with monkeypatch.context() as patch:
        patch.setattr(private_files, "save", full)
        with pytest.raises(private_files.PrivateFileError):
            attach(photo)
    assert not Document.objects.exists()
    before = sorted(settings.PRIVATE_ROOT.rglob("*"))
    with monkeypatch.context() as patch:
        patch.setattr("portal.audit.record", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            attach(photo)
    assert [path for path in sorted(settings.PRIVATE_ROOT.rglob("*")) if path.is_file()] == [
        p for p in before if p.is_file()
    ]


def test_a_draft_holds_so_many_files(town, photo, settings):
    settings.DOCUMENT_MAX_FILES = 2
    attach(photo)
    attach(photo)
    with pytest.raises(errors.FileRefused, match="2 个文件"):
        attach(photo)
    attach(photo, draft="e" * 64)


def test_a_file_can_be_taken_out_of_its_own_draft_until_it_is_submitted(
    town, photo, django_capture_on_commit_callbacks
):
    first, second = attach(photo), attach(photo)
    with pytest.raises(errors.NotFound):
        actions.discard_document(actor=ACTOR, draft_key="e" * 64, document_id=first.pk)
    with django_capture_on_commit_callbacks(execute=True):
        actions.discard_document(actor=ACTOR, draft_key=DRAFT, document_id=first.pk)
    assert not private_files._path(first.stored_name).exists()
    file(document_ids=(second.pk,), draft_key=DRAFT)
    for key in (DRAFT, ""):
        with pytest.raises(errors.NotFound):
            actions.discard_document(actor=ACTOR, draft_key=key, document_id=second.pk)
