//! How one Rust value becomes one cell of a column and back: the types that the contract allows, and no others.

use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Float32Builder, Int32Builder, ListBuilder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Int32Type, TimestampMicrosecondType};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field, TimeUnit};

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Micros(pub i64);

/// A Rust type that is a column type.
pub(crate) trait Column: Sized {
    type Builder: ArrayBuilder;
    /// The same value, lent.
    type Cell<'a>: Copy;
    const NULLABLE: bool;
    fn data_type() -> DataType;
    fn builder() -> Self::Builder;
    fn cell(&self) -> Self::Cell<'_>;
    fn owned(cell: Self::Cell<'_>) -> Self;
    fn append(cell: Self::Cell<'_>, builder: &mut Self::Builder);
    fn finish(builder: &mut Self::Builder) -> ArrayRef {
        builder.finish()
    }
    /// Bytes it adds to a batch; batches are cut by bytes, not only by rows.
    fn weight(_: Self::Cell<'_>) -> usize {
        4
    }
    fn read(array: &dyn Array, row: usize) -> Self;
    fn field(name: &str) -> Field {
        Field::new(name, Self::data_type(), Self::NULLABLE)
    }
}

impl Column for String {
    type Builder = StringBuilder;
    type Cell<'a> = &'a str;
    const NULLABLE: bool = false;
    fn data_type() -> DataType {
        DataType::Utf8
    }
    fn builder() -> StringBuilder {
        StringBuilder::new()
    }
    fn cell(&self) -> &str {
        self
    }
    fn owned(cell: &str) -> String {
        cell.to_owned()
    }
    fn append(cell: &str, b: &mut StringBuilder) {
        b.append_value(cell);
    }
    fn weight(cell: &str) -> usize {
        cell.len() + 4
    }
    fn read(array: &dyn Array, row: usize) -> String {
        array.as_string::<i32>().value(row).to_owned()
    }
}

impl Column for Option<String> {
    type Builder = StringBuilder;
    type Cell<'a> = Option<&'a str>;
    const NULLABLE: bool = true;
    fn data_type() -> DataType {
        DataType::Utf8
    }
    fn builder() -> StringBuilder {
        StringBuilder::new()
    }
    fn cell(&self) -> Option<&str> {
        self.as_deref()
    }
    fn owned(cell: Option<&str>) -> Option<String> {
        cell.map(str::to_owned)
    }
    fn append(cell: Option<&str>, b: &mut StringBuilder) {
        b.append_option(cell);
    }
    fn weight(cell: Option<&str>) -> usize {
        cell.map_or(4, |s| s.len() + 4)
    }
    fn read(array: &dyn Array, row: usize) -> Option<String> {
        array.is_valid(row).then(|| String::read(array, row))
    }
}

impl Column for Vec<String> {
    type Builder = ListBuilder<StringBuilder>;
    type Cell<'a> = &'a [String];
    const NULLABLE: bool = false;
    fn data_type() -> DataType {
        DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true)))
    }
    fn builder() -> Self::Builder {
        ListBuilder::new(StringBuilder::new())
    }
    fn cell(&self) -> &[String] {
        self
    }
    fn owned(cell: &[String]) -> Vec<String> {
        cell.to_vec()
    }
    fn append(cell: &[String], b: &mut Self::Builder) {
        for s in cell {
            b.values().append_value(s);
        }
        b.append(true);
    }
    fn weight(cell: &[String]) -> usize {
        cell.iter().map(|s| s.len() + 4).sum::<usize>() + 4
    }
    fn read(array: &dyn Array, row: usize) -> Vec<String> {
        let cell = array.as_list::<i32>().value(row);
        (0..cell.len()).map(|k| String::read(&cell, k)).collect()
    }
}

macro_rules! plain {
    ($rust:ty, $builder:ty, $data_type:expr, $read:expr) => {
        impl Column for $rust {
            type Builder = $builder;
            type Cell<'a> = Self;
            const NULLABLE: bool = false;
            fn data_type() -> DataType {
                $data_type
            }
            fn builder() -> $builder {
                <$builder>::new()
            }
            fn cell(&self) -> Self {
                *self
            }
            fn owned(cell: Self) -> Self {
                cell
            }
            fn append(cell: Self, b: &mut $builder) {
                b.append_value(cell);
            }
            fn read(array: &dyn Array, row: usize) -> $rust {
                $read(array, row)
            }
        }
        impl Column for Option<$rust> {
            type Builder = $builder;
            type Cell<'a> = Self;
            const NULLABLE: bool = true;
            fn data_type() -> DataType {
                $data_type
            }
            fn builder() -> $builder {
                <$builder>::new()
            }
            fn cell(&self) -> Self {
                *self
            }
            fn owned(cell: Self) -> Self {
                cell
            }
            fn append(cell: Self, b: &mut $builder) {
                b.append_option(cell);
            }
            fn read(array: &dyn Array, row: usize) -> Option<$rust> {
                array.is_valid(row).then(|| $read(array, row))
            }
        }
    };
}

plain!(bool, BooleanBuilder, DataType::Boolean, |a: &dyn Array, k| a
    .as_boolean()
    .value(k));
plain!(i32, Int32Builder, DataType::Int32, |a: &dyn Array, k| a
    .as_primitive::<Int32Type>()
    .value(k));
plain!(f32, Float32Builder, DataType::Float32, |a: &dyn Array, k| a
    .as_primitive::<Float32Type>()
    .value(k));

impl Column for Option<Micros> {
    type Builder = TimestampMicrosecondBuilder;
    type Cell<'a> = Self;
    const NULLABLE: bool = true;
    fn data_type() -> DataType {
        DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
    }
    fn builder() -> Self::Builder {
        TimestampMicrosecondBuilder::new().with_timezone("UTC")
    }
    fn cell(&self) -> Self {
        *self
    }
    fn owned(cell: Self) -> Self {
        cell
    }
    fn append(cell: Self, b: &mut Self::Builder) {
        b.append_option(cell.map(|m| m.0));
    }
    fn weight(_: Self) -> usize {
        8
    }
    fn read(array: &dyn Array, row: usize) -> Option<Micros> {
        array
            .is_valid(row)
            .then(|| Micros(array.as_primitive::<TimestampMicrosecondType>().value(row)))
    }
}
