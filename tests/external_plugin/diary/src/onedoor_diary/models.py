"""The diary's table."""

from django.db import models


class Visit(models.Model):
    """A visit to a village: no names, those belong to the cases."""

    day = models.DateField()
    village = models.CharField(max_length=100)
    note = models.TextField(blank=True)

    def __str__(self):
        return f"{self.day} {self.village}"
