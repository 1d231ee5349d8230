//! What stands between Python and a fault of ours: the lock is let go, a panic becomes an exception.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use copydesk_model::{Policy, Refusal, Reject};
use copydesk_pipeline::Desk;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

/// Rules, names and models, loaded at the first call that needs them.
static DESK: LazyLock<Result<Desk, String>> =
    LazyLock::new(|| Desk::open(None, Policy::DEFAULT).map_err(|e| e.to_string()));

/// Runs `work` without the interpreter's lock.
pub(crate) fn free<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    py.detach(|| catch_unwind(AssertUnwindSafe(work))).map_err(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no word");
        PyRuntimeError::new_err(format!("a fault of copydesk, please report it with the input: {said}"))
    })
}

/// Runs `work` with rules, names and models, without the interpreter's lock.
pub(crate) fn with_desk<T: Send>(py: Python<'_>, work: impl FnOnce(&Desk) -> T + Send) -> PyResult<T> {
    free(py, || DESK.as_ref().map(work))?.map_err(|e| PyRuntimeError::new_err(e.clone()))
}

/// Bytes that hold no text are a `ValueError`.
pub(crate) fn refused(refusal: &Refusal) -> PyErr {
    PyValueError::new_err(refusal.to_string())
}

/// An input that gives no row is a `ValueError`; a fault of ours is none of the caller's value.
pub(crate) fn rejected(reject: &Reject) -> PyErr {
    let said = format!("{}: {}", reject.reason.name(), reject.detail);
    match reject.reason {
        copydesk_model::RejectReason::Internal => PyRuntimeError::new_err(said),
        _ => PyValueError::new_err(said),
    }
}
