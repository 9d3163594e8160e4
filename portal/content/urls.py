"""Fixed addresses of the content area; the pages themselves are served from Wagtail's tree."""

from django.urls import path

from portal.content.views.basis import basis
from portal.content.views.media import picture
from portal.content.views.preferences import text_size

app_name = "content"
urlpatterns = [
    path("prefs/text-size/", text_size, name="text-size"),
    path("media/<path:path>", picture, name="picture"),
    path("basis/", basis, name="basis"),
]
