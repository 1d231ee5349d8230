//! What the functions take: bytes in any of Python's three kinds, or a string.

use std::borrow::Cow;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView, PyString};

/// Bytes, or a text that is its own evidence.
pub(crate) enum Input<'py> {
    Bytes(Bound<'py, PyBytes>),
    Copied(Vec<u8>),
    Text(String),
}

impl Input<'_> {
    pub(crate) fn bytes(&self) -> Cow<'_, [u8]> {
        match self {
            Input::Bytes(b) => Cow::Borrowed(b.as_bytes()),
            Input::Copied(b) => Cow::Borrowed(b),
            Input::Text(t) => Cow::Borrowed(t.as_bytes()),
        }
    }

    pub(crate) fn is_text(&self) -> bool {
        matches!(self, Input::Text(_))
    }
}

/// `bytes`, `bytearray`, `memoryview`; with `text` also `str`.
pub(crate) fn input<'py>(data: &Bound<'py, PyAny>, text: bool) -> PyResult<Input<'py>> {
    if let Ok(bytes) = data.cast::<PyBytes>() {
        return Ok(Input::Bytes(bytes.clone()));
    }
    // Others may write to these while we read, so they are copied.
    if let Ok(bytes) = data.cast::<PyByteArray>() {
        return Ok(Input::Copied(bytes.to_vec()));
    }
    if data.is_instance_of::<PyMemoryView>() {
        let bytes = data.call_method0("tobytes")?;
        return Ok(Input::Copied(bytes.cast::<PyBytes>()?.as_bytes().to_vec()));
    }
    if text && let Ok(text) = data.cast::<PyString>() {
        return Ok(Input::Text(text.to_str()?.to_owned()));
    }
    let wanted = if text { "bytes or str" } else { "bytes" };
    Err(PyTypeError::new_err(format!(
        "expected {wanted}, not {}",
        data.get_type().name()?
    )))
}
