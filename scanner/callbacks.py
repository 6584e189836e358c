"""Code that Android calls by itself: which methods of which framework types, and which wait for the user.

Closed tables of facts about the framework (developer.android.com/reference). A framework type that is not
named here counts as one that may call any method of the classes that inherit from it.
"""

from __future__ import annotations

import re

ASYNC, UI, SYSTEM, ANY, COMPONENT, REFLECTIVE = 1, 2, 4, 8, 16, 32
"""Traits of a type and of all that inherit from it.

ASYNC: its code runs once it is handed to a thread, handler or executor. UI: its code waits for the user.
SYSTEM: the framework calls methods with the usual names. ANY: it may call each method. COMPONENT: started by
its name. REFLECTIVE: instances are made from a class constant.
"""


def _types(package: str, names: str) -> list[bytes]:
    return [f"L{package}/{name};".encode() for name in names.split()]


TRAITS: dict[bytes, int] = {
    **dict.fromkeys(
        [
            *_types("java/lang", "Runnable Thread"),
            *_types("java/util", "TimerTask"),
            *_types("java/util/concurrent", "Callable FutureTask RecursiveTask RecursiveAction"),
            *_types("android/os", "Handler Handler$Callback AsyncTask HandlerThread CountDownTimer"),
            *_types("android/os", "MessageQueue$IdleHandler"),
            *_types("android/view", "Choreographer$FrameCallback"),
            *_types("android/content", "AsyncTaskLoader"),
        ],
        ASYNC,
    ),
    **dict.fromkeys(
        [
            *_types(
                "android/view",
                "View$OnClickListener View$OnLongClickListener View$OnTouchListener View$OnKeyListener "
                "View$OnDragListener View$OnHoverListener View$OnGenericMotionListener "
                "View$OnContextClickListener View$OnFocusChangeListener View$OnCreateContextMenuListener "
                "MenuItem$OnMenuItemClickListener MenuItem$OnActionExpandListener ActionMode$Callback "
                "ActionMode$Callback2 GestureDetector$OnGestureListener GestureDetector$OnDoubleTapListener "
                "GestureDetector$SimpleOnGestureListener ScaleGestureDetector$OnScaleGestureListener "
                "ScaleGestureDetector$SimpleOnScaleGestureListener",
            ),
            *_types(
                "android/content",
                "DialogInterface$OnClickListener DialogInterface$OnCancelListener "
                "DialogInterface$OnDismissListener DialogInterface$OnKeyListener "
                "DialogInterface$OnMultiChoiceClickListener",
            ),
            *_types(
                "android/widget",
                "AdapterView$OnItemClickListener AdapterView$OnItemLongClickListener "
                "AdapterView$OnItemSelectedListener CompoundButton$OnCheckedChangeListener "
                "RadioGroup$OnCheckedChangeListener SeekBar$OnSeekBarChangeListener "
                "RatingBar$OnRatingBarChangeListener TextView$OnEditorActionListener "
                "ExpandableListView$OnChildClickListener ExpandableListView$OnGroupClickListener "
                "PopupMenu$OnMenuItemClickListener PopupWindow$OnDismissListener "
                "SearchView$OnQueryTextListener "
                "SearchView$OnCloseListener NumberPicker$OnValueChangeListener TabHost$OnTabChangeListener "
                "DatePicker$OnDateChangedListener TimePicker$OnTimeChangedListener "
                "Toolbar$OnMenuItemClickListener",
            ),
            *_types("android/app", "DatePickerDialog$OnDateSetListener TimePickerDialog$OnTimeSetListener"),
            *_types("android/text", "TextWatcher"),
            *_types("android/text/style", "ClickableSpan"),
            *_types("android/preference", "Preference$OnPreferenceClickListener"),
            *_types("android/preference", "Preference$OnPreferenceChangeListener"),
        ],
        UI,
    ),
    **dict.fromkeys(
        [
            *_types("android/app", "Activity Service Application ListActivity TabActivity ActivityGroup"),
            *_types("android/app", "IntentService NativeActivity Instrumentation AppComponentFactory"),
            *_types("android/app/job", "JobService"),
            *_types("android/accessibilityservice", "AccessibilityService"),
            *_types("android/preference", "PreferenceActivity"),
            *_types("android/service/notification", "NotificationListenerService"),
            *_types("android/inputmethodservice", "InputMethodService"),
            *_types("android/service/wallpaper", "WallpaperService"),
            *_types("android/net", "VpnService"),
            *_types("android/widget", "RemoteViewsService"),
            *_types("android/appwidget", "AppWidgetProvider"),
            *_types("android/app/admin", "DeviceAdminReceiver"),
            *_types("android/content", "BroadcastReceiver ContentProvider"),
        ],
        SYSTEM | COMPONENT,
    ),
    **dict.fromkeys(
        [
            *_types("androidx/work", "ListenableWorker"),
            *_types("androidx/lifecycle", "ViewModel"),
            *_types("androidx/startup", "Initializer"),
            *_types("androidx/fragment/app", "Fragment"),
            *_types("android/support/v4/app", "Fragment"),
        ],
        REFLECTIVE,
    ),
    b"Landroid/app/Fragment;": SYSTEM | REFLECTIVE,
    b"Landroid/view/View;": SYSTEM | REFLECTIVE,
    **dict.fromkeys(
        [
            *_types("java/lang", "Object Cloneable Enum Throwable Exception RuntimeException Error Record"),
            *_types("java/lang", "IllegalStateException IllegalArgumentException Number CharSequence"),
            *_types("java/lang/annotation", "Annotation"),
            *_types("java/io", "Serializable IOException"),
            *_types("android/os", "Parcelable Parcelable$Creator"),
        ],
        0,
    ),
}
_WIDGETS = re.compile(rb"Landroid/(app|view|widget|webkit|preference|content|inputmethodservice|service)/")

ASYNC_NAMES = (
    b"run call handleMessage dispatchMessage doInBackground onPreExecute onPostExecute onProgressUpdate "
    b"doFrame queueIdle onLooperPrepared onTick onFinish done compute loadInBackground"
).split()
UI_NAMES = (
    b"onClick onLongClick onTouch onKey onDrag onHover onGenericMotion onContextClick onFocusChange "
    b"onMenuItemClick onActionItemClicked onDown onShowPress onSingleTapUp onScroll onLongPress onFling "
    b"onSingleTapConfirmed onDoubleTap onDoubleTapEvent onScale onScaleBegin onScaleEnd onCancel onDismiss "
    b"onItemClick onItemLongClick onItemSelected onNothingSelected onCheckedChanged onProgressChanged "
    b"onStartTrackingTouch onStopTrackingTouch onRatingChanged onEditorAction onChildClick onGroupClick "
    b"onQueryTextSubmit onQueryTextChange onValueChange onTabChanged onDateSet onTimeSet onDateChanged "
    b"onTimeChanged beforeTextChanged onTextChanged afterTextChanged onPreferenceClick onPreferenceChange "
    b"onTouchEvent onInterceptTouchEvent dispatchTouchEvent onKeyDown onKeyUp onKeyLongPress "
    b"dispatchKeyEvent onTrackballEvent performClick onBackPressed onOptionsItemSelected onMenuItemSelected "
    b"onContextItemSelected onActivityResult onRequestPermissionsResult onUserInteraction onUserLeaveHint"
).split()
"""The last ones are callbacks of activities and views: they too wait for what the user does."""
POSTERS = (
    b"post postDelayed postAtTime postAtFrontOfQueue postOnAnimation postFrameCallback runOnUiThread execute "
    b"executeOnExecutor submit schedule scheduleAtFixedRate scheduleWithFixedDelay start sendMessage "
    b"sendEmptyMessage sendEmptyMessageDelayed sendMessageDelayed sendMessageAtTime addIdleHandler invokeAll "
    b"invokeAny runAsync supplyAsync"
).split()
"""Framework methods that hand code to a thread, handler or executor."""
CODE_TYPES = ("Ljava/lang/Runnable;", "Ljava/util/concurrent/Callable;", "Ljava/lang/Thread;")
"""Parameters by which code is handed on."""
STARTERS = (
    b"startActivity startActivityForResult startActivityIfNeeded startActivities startService "
    b"startForegroundService bindService sendBroadcast sendOrderedBroadcast enqueueWork"
).split()
LIFECYCLE = (
    b"<init> <clinit> attachBaseContext attachInfo onCreate onPostCreate onStart onResume onPostResume "
    b"onStartCommand onBind onHandleIntent onHandleWork onStartJob onReceive create instantiateApplication "
    b"instantiateActivity instantiateProvider instantiateService instantiateReceiver instantiateClassLoader"
).split()
"""What runs when a component is started, without anybody touching the screen."""
SURE_LIFECYCLE = frozenset(LIFECYCLE) - {
    b"onBind",
    b"onStartJob",
    b"instantiateService",
    b"instantiateReceiver",
}
_SYSTEM_NAMES = re.compile(
    rb"on[A-Z]|attach|dispatch|should|draw|compute|perform|query$|insert$|update$|delete$|getType$|call$|open|"
    rb"do[A-Z]|create|instantiate|get[A-Z]|set[A-Z]|is[A-Z]|can[A-Z]|add|remove|handle|load|apply"
)


def traits(descriptor: bytes, as_class: bool) -> int:
    """Traits of a framework type that a class of the app extends (`as_class`) or implements."""
    known = TRAITS.get(descriptor)
    if known is not None:
        return known
    return SYSTEM if as_class and _WIDGETS.match(descriptor) else ANY


def is_system_name(name: bytes) -> bool:
    """Whether the framework calls a method of this name on a SYSTEM type."""
    return _SYSTEM_NAMES.match(name) is not None
