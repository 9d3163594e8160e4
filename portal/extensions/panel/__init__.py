"""The control panel of plugins in the Wagtail admin: Settings → Plugins, for administrators."""
