"""The admin's API for pictures and files, narrowed to the collections a person has rights on."""

from django.db.models import QuerySet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.permissions import permission_policy as image_policy

_RIGHTS = ("add", "change", "delete", "choose")


class OwnImages(ImagesAdminAPIViewSet):
    """Pictures of collections on which the person has any right."""

    def get_queryset(self) -> QuerySet:
        own = image_policy.instances_user_has_any_permission_for(self.request.user, _RIGHTS)
        return super().get_queryset().filter(pk__in=own.values("pk"))


class OwnDocuments(DocumentsAdminAPIViewSet):
    """Files of collections on which the person has any right."""

    def get_queryset(self) -> QuerySet:
        own = document_policy.instances_user_has_any_permission_for(self.request.user, _RIGHTS)
        return super().get_queryset().filter(pk__in=own.values("pk"))
