"""Superclasses inside the Android framework, which a package does not contain.

Only what is needed to see that a method named on one class is another's: `getSystemService` named on an
Activity is that of Context. Source: developer.android.com/reference, API level 35.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

_CHAINS = (
    "android.app.Activity > android.view.ContextThemeWrapper > android.content.ContextWrapper"
    " > android.content.Context > java.lang.Object",
    "android.app.Application > android.content.ContextWrapper",
    "android.app.Service > android.content.ContextWrapper",
    "android.content.MutableContextWrapper > android.content.ContextWrapper",
    "android.app.backup.BackupAgent > android.content.ContextWrapper",
    "android.app.AliasActivity > android.app.Activity",
    "android.app.ListActivity > android.app.Activity",
    "android.app.LauncherActivity > android.app.ListActivity",
    "android.app.ExpandableListActivity > android.app.Activity",
    "android.app.ActivityGroup > android.app.Activity",
    "android.app.TabActivity > android.app.ActivityGroup",
    "android.app.NativeActivity > android.app.Activity",
    "android.preference.PreferenceActivity > android.app.ListActivity",
    "android.accounts.AccountAuthenticatorActivity > android.app.Activity",
    "android.app.IntentService > android.app.Service",
    "android.app.job.JobService > android.app.Service",
    "android.accessibilityservice.AccessibilityService > android.app.Service",
    "android.service.notification.NotificationListenerService > android.app.Service",
    "android.inputmethodservice.AbstractInputMethodService > android.app.Service",
    "android.inputmethodservice.InputMethodService > android.inputmethodservice.AbstractInputMethodService",
    "android.net.VpnService > android.app.Service",
    "android.nfc.cardemulation.HostApduService > android.app.Service",
    "android.service.quicksettings.TileService > android.app.Service",
    "android.service.wallpaper.WallpaperService > android.app.Service",
    "android.widget.RemoteViewsService > android.app.Service",
    "android.webkit.WebView > android.widget.AbsoluteLayout > android.view.ViewGroup > android.view.View"
    " > java.lang.Object",
    "android.view.SurfaceView > android.view.View",
    "android.opengl.GLSurfaceView > android.view.SurfaceView",
    "android.view.TextureView > android.view.View",
    "android.widget.VideoView > android.view.SurfaceView",
    "android.widget.TextView > android.view.View",
    "android.widget.EditText > android.widget.TextView",
    "android.widget.Button > android.widget.TextView",
    "android.widget.CompoundButton > android.widget.Button",
    "android.widget.CheckBox > android.widget.CompoundButton",
    "android.widget.ImageView > android.view.View",
    "android.widget.ImageButton > android.widget.ImageView",
    "android.widget.FrameLayout > android.view.ViewGroup",
    "android.widget.LinearLayout > android.view.ViewGroup",
    "android.widget.RelativeLayout > android.view.ViewGroup",
    "android.widget.ScrollView > android.widget.FrameLayout",
    "android.app.AlertDialog > android.app.Dialog > java.lang.Object",
    "android.app.ProgressDialog > android.app.AlertDialog",
    "android.content.AsyncQueryHandler > android.os.Handler > java.lang.Object",
    "android.content.CursorLoader > android.content.AsyncTaskLoader > android.content.Loader"
    " > java.lang.Object",
    "android.os.HandlerThread > java.lang.Thread > java.lang.Object",
    "android.app.DialogFragment > android.app.Fragment > java.lang.Object",
    "android.app.ListFragment > android.app.Fragment",
    "android.webkit.WebViewFragment > android.app.Fragment",
    "android.preference.PreferenceFragment > android.app.Fragment",
    "android.appwidget.AppWidgetProvider > android.content.BroadcastReceiver > java.lang.Object",
    "android.app.admin.DeviceAdminReceiver > android.content.BroadcastReceiver",
    "android.content.SearchRecentSuggestionsProvider > android.content.ContentProvider > java.lang.Object",
    "android.provider.DocumentsProvider > android.content.ContentProvider",
    "android.media.MediaMetadataRetriever > java.lang.Object",
    "javax.net.ssl.HttpsURLConnection > java.net.HttpURLConnection > java.net.URLConnection"
    " > java.lang.Object",
    "java.net.JarURLConnection > java.net.URLConnection",
    "java.util.concurrent.ThreadPoolExecutor > java.util.concurrent.AbstractExecutorService"
    " > java.lang.Object",
    "java.util.concurrent.ScheduledThreadPoolExecutor > java.util.concurrent.ThreadPoolExecutor",
    "java.util.Timer > java.lang.Object",
    "java.util.TimerTask > java.lang.Object",
    "dalvik.system.DexClassLoader > dalvik.system.BaseDexClassLoader > java.lang.ClassLoader"
    " > java.lang.Object",
    "dalvik.system.PathClassLoader > dalvik.system.BaseDexClassLoader",
    "dalvik.system.InMemoryDexClassLoader > dalvik.system.BaseDexClassLoader",
)


def _parents() -> dict[str, str]:
    found: dict[str, str] = {}
    for chain in _CHAINS:
        names = chain.split(" > ")
        found.update(pairwise(names))
    return found


PARENT: Mapping[str, str] = _parents()
"""Class -> its superclass, dotted."""


def lineage(name: str) -> tuple[str, ...]:
    """A framework class and its superclasses, as far as they are known here."""
    found = [name]
    while found[-1] in PARENT:
        found.append(PARENT[found[-1]])
    return tuple(found)


def _heirs() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for heir in PARENT:
        for above in lineage(heir)[1:]:
            found.setdefault(above, []).append(heir)
    return {name: (name, *heirs) for name, heirs in found.items()}


_HEIRS = _heirs()


def heirs(name: str) -> tuple[str, ...]:
    """A framework class and the known classes that inherit from it, in the order of the table."""
    return _HEIRS.get(name, (name,))
