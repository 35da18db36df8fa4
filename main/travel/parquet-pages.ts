/**
 * A column of a Parquet row group from values that are encoded already. `hyparquet-writer` takes a JavaScript value per
 * cell, which costs a million rows eight times what SQLite's own CSV takes; its pages, levels and footer are used as they are.
 */
import { ByteWriter, type SchemaElement } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import type { ColumnChunk } from 'hyparquet';

/** A row group's values of one column. */
export interface Encoded {
  readonly element: SchemaElement;
  /** 1 where a row has a value, 0 where it has none. */
  readonly levels: Uint8Array;
  readonly nulls: number;
  /** Values that are there, in Parquet's plain encoding; or the different ones, where `indexes` says which row has which. */
  readonly plain: Uint8Array;
  /** True of values that no compression makes smaller: the attempt costs more than all the rest. */
  readonly random?: boolean;
  readonly different?: { readonly count: number; readonly indexes: Uint32Array };
}

const widthFor = (count: number): number => Math.ceil(Math.log2(Math.max(1, count)));

function dataOf({ plain, different }: Encoded): Uint8Array {
  if (different === undefined) return plain;
  const writer = new ByteWriter(1 << 16);
  const width = widthFor(different.count);
  writer.appendUint8(width);
  writeRleBitPackedHybrid(writer, different.indexes, width);
  return writer.getBytes();
}

/** Writes a column's pages; answers what the footer says of them. */
export function writeColumn(writer: ByteWriter, encoded: Encoded): ColumnChunk {
  const { element, levels, nulls, plain, different } = encoded;
  const start = writer.offset;
  let uncompressed = 0;
  if (different !== undefined) {
    const compressed = snappyCompress(plain);
    writePageHeader(writer, {
      type: 'DICTIONARY_PAGE',
      uncompressed_page_size: plain.length,
      compressed_page_size: compressed.length,
      dictionary_page_header: { num_values: different.count, encoding: 'PLAIN' },
    });
    uncompressed += writer.offset - start + plain.length;
    writer.appendBytes(compressed);
  }
  const pageStart = writer.offset;
  const heights = new ByteWriter(1 << 12);
  const heightBytes = element.repetition_type === 'REQUIRED' ? 0 : writeRleBitPackedHybrid(heights, levels, 1);
  const data = dataOf(encoded);
  const compressed = encoded.random === true ? data : snappyCompress(data);
  const gains = compressed.length < data.length;
  const encoding = different === undefined ? 'PLAIN' : 'RLE_DICTIONARY';
  writePageHeader(writer, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: heightBytes + data.length,
    compressed_page_size: heightBytes + (gains ? compressed : data).length,
    data_page_header_v2: {
      num_values: levels.length,
      num_nulls: nulls,
      num_rows: levels.length,
      encoding,
      definition_levels_byte_length: heightBytes,
      repetition_levels_byte_length: 0,
      is_compressed: gains,
    },
  });
  uncompressed += writer.offset - pageStart + heightBytes + data.length;
  writer.appendBytes(heights.getBytes());
  writer.appendBytes(gains ? compressed : data);
  return {
    file_offset: BigInt(start),
    meta_data: {
      type: element.type ?? 'BYTE_ARRAY',
      encodings: different === undefined ? ['PLAIN'] : ['PLAIN', 'RLE_DICTIONARY'],
      path_in_schema: [element.name],
      codec: 'SNAPPY',
      num_values: BigInt(levels.length),
      total_uncompressed_size: BigInt(uncompressed),
      total_compressed_size: BigInt(writer.offset - start),
      data_page_offset: BigInt(pageStart),
      ...(different !== undefined && { dictionary_page_offset: BigInt(start) }),
    },
  };
}
