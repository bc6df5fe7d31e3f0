//! A table as a Parquet file, row group by row group.

use std::fs::File;
use std::io;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use super::tables::{Field, Holds, Record, Table};

/// A row group is written when it holds so many rows, or so many bytes of text.
const ROWS: usize = 50_000;
const BYTES: usize = 8 << 20;

/// A Parquet file that is being written.
pub(super) struct Out {
    table: &'static [(&'static str, Holds)],
    writer: SerializedFileWriter<File>,
    rows: Vec<Record>,
    bytes: usize,
    count: u64,
}

fn io_error(e: ParquetError) -> io::Error {
    io::Error::other(e)
}

fn schema(table: &Table) -> Result<TypePtr, ParquetError> {
    let columns = table
        .columns
        .iter()
        .map(|(name, holds)| {
            let (physical, logical) = match holds {
                Holds::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
                Holds::Int => (Physical::INT32, None),
                Holds::Float => (Physical::DOUBLE, None),
                Holds::Bool => (Physical::BOOLEAN, None),
            };
            Type::primitive_type_builder(name, physical)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(logical)
                .build()
                .map(Arc::new)
        })
        .collect::<Result<Vec<_>, _>>()?;
    Type::group_type_builder(table.name).with_fields(columns).build().map(Arc::new)
}

impl Out {
    pub(super) fn new(table: &Table, file: File) -> io::Result<Out> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            // The name of the library's version would change the bytes with it.
            .set_created_by("dunlin".to_owned())
            .build();
        let schema = schema(table).map_err(io_error)?;
        let writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).map_err(io_error)?;
        Ok(Out { table: table.columns, writer, rows: Vec::new(), bytes: 0, count: 0 })
    }

    pub(super) fn add(&mut self, row: &Record) -> io::Result<()> {
        self.bytes += row.iter().map(|f| if let Field::Text(t) = f { t.len() } else { 0 }).sum::<usize>();
        self.rows.push(row.clone());
        self.count += 1;
        if self.rows.len() >= ROWS || self.bytes >= BYTES {
            self.flush().map_err(io_error)?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for (n, (_, holds)) in self.table.iter().enumerate() {
            let cells = || self.rows.iter().map(move |r| r.get(n).unwrap_or(&Field::Null));
            match holds {
                Holds::Text => column::<ByteArrayType>(&mut group, cells(), |f| match f {
                    Field::Text(t) => Some(ByteArray::from(t.as_str())),
                    _ => None,
                })?,
                Holds::Int => column::<Int32Type>(&mut group, cells(), |f| match f {
                    Field::Int(n) => Some(*n),
                    _ => None,
                })?,
                Holds::Float => column::<DoubleType>(&mut group, cells(), |f| match f {
                    Field::Float(n) => Some(*n),
                    _ => None,
                })?,
                Holds::Bool => column::<BoolType>(&mut group, cells(), |f| match f {
                    Field::Bool(b) => Some(*b),
                    _ => None,
                })?,
            }
        }
        group.close()?;
        self.rows.clear();
        self.bytes = 0;
        Ok(())
    }

    /// Ends the file; says how many rows it has.
    pub(super) fn close(mut self) -> io::Result<u64> {
        if !self.rows.is_empty() {
            self.flush().map_err(io_error)?;
        }
        self.writer.close().map_err(io_error)?;
        Ok(self.count)
    }
}

fn column<'r, T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, File>,
    cells: impl Iterator<Item = &'r Field>,
    value: impl Fn(&Field) -> Option<T::T>,
) -> Result<(), ParquetError> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        let value = value(cell);
        levels.push(i16::from(value.is_some()));
        values.extend(value);
    }
    if let Some(mut writer) = group.next_column()? {
        writer.typed::<T>().write_batch(&values, Some(&levels), None)?;
        writer.close()?;
    }
    Ok(())
}
