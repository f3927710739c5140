"""librime's table of functions (rime_api.h 1.8, `RimeApi`): releases add at its end alone, and those from 1.9 on have
no other way in."""

import ctypes
import errno
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_size_t, c_void_p
from typing import Any

_LIBRARY = "librime.so.1"


class Traits(Structure):
    _fields_ = [
        ("data_size", c_int), ("shared_data_dir", c_char_p), ("user_data_dir", c_char_p),
        ("distribution_name", c_char_p), ("distribution_code_name", c_char_p), ("distribution_version", c_char_p),
        ("app_name", c_char_p), ("modules", c_void_p), ("min_log_level", c_int), ("log_dir", c_char_p),
        ("prebuilt_data_dir", c_char_p), ("staging_dir", c_char_p),
    ]  # fmt: skip


class _Composition(Structure):
    _fields_ = [
        ("length", c_int), ("cursor_pos", c_int), ("sel_start", c_int), ("sel_end", c_int), ("preedit", c_char_p),
    ]  # fmt: skip


class _Candidate(Structure):
    _fields_ = [("text", c_char_p), ("comment", c_char_p), ("reserved", c_void_p)]


class _Menu(Structure):
    _fields_ = [
        ("page_size", c_int), ("page_no", c_int), ("is_last_page", c_int), ("highlighted", c_int),
        ("num_candidates", c_int), ("candidates", POINTER(_Candidate)), ("select_keys", c_char_p),
    ]  # fmt: skip


class Context(Structure):
    _fields_ = [
        ("data_size", c_int), ("composition", _Composition), ("menu", _Menu), ("commit_text_preview", c_char_p),
        ("select_labels", c_void_p),
    ]  # fmt: skip


class Commit(Structure):
    _fields_ = [("data_size", c_int), ("text", c_char_p)]


_Session = c_size_t
_Act = CFUNCTYPE(None)
_Unused = c_void_p


class _Api(Structure):
    """`_Unused`: a function that nothing here calls."""

    _fields_ = [
        ("data_size", c_int), ("setup", CFUNCTYPE(None, POINTER(Traits))), ("set_notification_handler", _Unused),
        ("initialize", CFUNCTYPE(None, POINTER(Traits))), ("finalize", _Act),
        ("start_maintenance", CFUNCTYPE(c_int, c_int)),
        ("is_maintenance_mode", _Unused), ("join_maintenance_thread", _Act), ("deployer_initialize", _Unused),
        ("prebuild", _Unused), ("deploy", _Unused), ("deploy_schema", _Unused), ("deploy_config_file", _Unused),
        ("sync_user_data", _Unused), ("create_session", CFUNCTYPE(_Session)), ("find_session", _Unused),
        ("destroy_session", _Unused), ("cleanup_stale_sessions", _Unused), ("cleanup_all_sessions", _Unused),
        ("process_key", CFUNCTYPE(c_int, _Session, c_int, c_int)), ("commit_composition", _Unused),
        ("clear_composition", CFUNCTYPE(None, _Session)), ("get_commit", CFUNCTYPE(c_int, _Session, POINTER(Commit))),
        ("free_commit", CFUNCTYPE(c_int, POINTER(Commit))),
        ("get_context", CFUNCTYPE(c_int, _Session, POINTER(Context))),
        ("free_context", CFUNCTYPE(c_int, POINTER(Context))), ("get_status", _Unused), ("free_status", _Unused),
        ("set_option", _Unused), ("get_option", _Unused), ("set_property", _Unused), ("get_property", _Unused),
        ("get_schema_list", _Unused), ("free_schema_list", _Unused), ("get_current_schema", _Unused),
        ("select_schema", CFUNCTYPE(c_int, _Session, c_char_p)),
    ]  # fmt: skip


def load_api() -> Any:
    """Returns the table of functions. Raises OSError where the library is not there or has fewer functions,
    AttributeError where it has no table."""
    library: Any = ctypes.CDLL(_LIBRARY)
    library.rime_get_api.restype = POINTER(_Api)
    api = library.rime_get_api().contents
    if api.data_size < ctypes.sizeof(_Api) - ctypes.sizeof(c_int):
        raise OSError(errno.ENOSYS, "librime has fewer functions than are needed")
    return api


def sized(kind: Any) -> Any:
    """Returns an empty structure that says how large it is, as the library asks."""
    structure = kind()
    structure.data_size = ctypes.sizeof(kind) - ctypes.sizeof(c_int)
    return structure
