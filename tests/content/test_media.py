"""Pictures reach the reader; nothing else below MEDIA_ROOT does."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Pillow
from wagtail.documents.models import Document
from wagtail.images.models import Image

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture():
    stream = BytesIO()
    Pillow.new("RGB", (60, 40), (14, 92, 74)).save(stream, "PNG")
    return Image.objects.create(title="门", file=ImageFile(BytesIO(stream.getvalue()), name="door.png"))


def test_a_picture_and_its_smaller_copy_are_served(client, picture):
    for url in (picture.file.url, picture.get_rendition("width-30").url):
        response = client.get(url)
        assert response.status_code == 200, url
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_documents_are_not(client):
    document = Document.objects.create(title="表", file=ContentFile(b"%PDF-1.7", name="table.png"))
    name = document.file.name
    for path in (
        name,
        f"images/../{name}",
        f"images/%2e%2e/{name}",
        "images/none.png",
        "images/",
        "../settings.png",
        "images/\x00.png",
    ):
        assert client.get(f"/media/{path}").status_code in {400, 404}, path
