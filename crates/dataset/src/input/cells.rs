//! One cell of a stranger's table as JSON or bytes.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_schema::{DataType, TimeUnit};
use jiff::{Timestamp, civil};
use serde_json::{Map, Value};

/// Lists and structures inside one another that are followed; what lies deeper is null.
const DEPTH: usize = 8;

pub(super) enum Cell<'a> {
    Json(Value),
    Bytes(&'a [u8]),
}

/// The cell and about how many bytes it takes. Types that JSON does not know, such as decimals, are null.
pub(super) fn cell(column: &dyn Array, at: usize, depth: usize) -> (Cell<'_>, u64) {
    let text = |s: &str| (Cell::Json(s.into()), s.len() as u64);
    match column.data_type() {
        DataType::Utf8 => text(column.as_string::<i32>().value(at)),
        DataType::LargeUtf8 => text(column.as_string::<i64>().value(at)),
        DataType::Utf8View => text(column.as_string_view().value(at)),
        DataType::Binary => bytes(column.as_binary::<i32>().value(at), depth),
        DataType::LargeBinary => bytes(column.as_binary::<i64>().value(at), depth),
        DataType::List(_) => list(&*column.as_list::<i32>().value(at), depth),
        DataType::LargeList(_) => list(&*column.as_list::<i64>().value(at), depth),
        DataType::Struct(fields) if depth < DEPTH => {
            let (mut map, mut size) = (Map::new(), 0);
            for (field, inner) in fields.iter().zip(column.as_struct().columns()) {
                let (value, weight) = json(inner, at, depth + 1);
                size += weight + field.name().len() as u64;
                if !value.is_null() {
                    map.insert(field.name().clone(), value);
                }
            }
            (Cell::Json(map.into()), size)
        }
        _ => (Cell::Json(plain(column, at).unwrap_or(Value::Null)), 8),
    }
}

/// Bytes are kept at the top only: there they may be a page.
fn bytes(bytes: &[u8], depth: usize) -> (Cell<'_>, u64) {
    match depth {
        0 => (Cell::Bytes(bytes), bytes.len() as u64),
        _ => (Cell::Json(String::from_utf8_lossy(bytes).into()), bytes.len() as u64),
    }
}

fn list<'a>(values: &dyn Array, depth: usize) -> (Cell<'a>, u64) {
    if depth >= DEPTH {
        return (Cell::Json(Value::Null), 8);
    }
    let (mut all, mut size) = (Vec::new(), 0);
    for k in 0..values.len() {
        let (value, weight) = json(values, k, depth + 1);
        size += weight + 8;
        all.push(value);
    }
    (Cell::Json(all.into()), size)
}

fn json(column: &dyn Array, at: usize, depth: usize) -> (Value, u64) {
    if column.is_null(at) {
        return (Value::Null, 8);
    }
    match cell(column, at, depth) {
        (Cell::Json(value), weight) => (value, weight),
        (Cell::Bytes(b), weight) => (String::from_utf8_lossy(b).into(), weight),
    }
}

fn plain(column: &dyn Array, at: usize) -> Option<Value> {
    macro_rules! number {
        ($type:ty) => {
            column.as_primitive::<$type>().value(at).into()
        };
    }
    Some(match column.data_type() {
        DataType::Boolean => column.as_boolean().value(at).into(),
        DataType::Int8 => number!(Int8Type),
        DataType::Int16 => number!(Int16Type),
        DataType::Int32 => number!(Int32Type),
        DataType::Int64 => number!(Int64Type),
        DataType::UInt8 => number!(UInt8Type),
        DataType::UInt16 => number!(UInt16Type),
        DataType::UInt32 => number!(UInt32Type),
        DataType::UInt64 => number!(UInt64Type),
        DataType::Float32 => number!(Float32Type),
        DataType::Float64 => number!(Float64Type),
        DataType::Date32 => {
            let days = jiff::Span::new()
                .try_days(column.as_primitive::<Date32Type>().value(at))
                .ok()?;
            civil::date(1970, 1, 1).checked_add(days).ok()?.to_string().into()
        }
        DataType::Timestamp(unit, _) => {
            let moment = match unit {
                TimeUnit::Second => Timestamp::from_second(column.as_primitive::<TimestampSecondType>().value(at)),
                TimeUnit::Millisecond => {
                    Timestamp::from_millisecond(column.as_primitive::<TimestampMillisecondType>().value(at))
                }
                TimeUnit::Microsecond => {
                    Timestamp::from_microsecond(column.as_primitive::<TimestampMicrosecondType>().value(at))
                }
                TimeUnit::Nanosecond => {
                    Timestamp::from_nanosecond(column.as_primitive::<TimestampNanosecondType>().value(at).into())
                }
            };
            moment.ok()?.to_string().into()
        }
        _ => return None,
    })
}
