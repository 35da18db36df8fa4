/** A Parquet file, a row group after another. */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { KnownTexts } from '../store/dictionary.ts';
import type { Packed } from './packed.ts';
import { ParquetColumns, type ParquetColumn } from './parquet-columns.ts';
import { writeColumn } from './parquet-pages.ts';

export class ParquetFile {
  readonly #out = new ByteWriter(1 << 20);
  readonly #columns: readonly ParquetColumn[];
  readonly #writer: ParquetWriter;
  readonly #write: (bytes: Uint8Array) => void;
  #connection = '';

  /** `named`: with the name of the connection before the columns. */
  constructor(columns: readonly string[], texts: KnownTexts, named: boolean, write: (bytes: Uint8Array) => void) {
    const made = new ParquetColumns(texts);
    this.#columns = [
      ...(named ? [made.constant('connection', () => this.#connection)] : []),
      ...columns.flatMap((column) => made.of(column)),
      made.exact(),
    ];
    const schema = [{ name: 'sessions', num_children: this.#columns.length }, ...this.#columns.map(({ element }) => element)];
    this.#writer = new ParquetWriter({ writer: this.#out, schema, createdBy: 'Paddock' });
    this.#write = write;
  }

  rows(packed: Packed, connection: string): void {
    this.#connection = connection;
    if (packed.rows === 0) return;
    const start = this.#out.offset;
    const columns = this.#columns.map((column) => {
      // Several columns may read the details.
      packed.details.at = 0;
      return writeColumn(this.#out, column.encode(packed));
    });
    const num_rows = BigInt(packed.rows);
    const total_byte_size = columns.reduce((sum, { meta_data }) => sum + (meta_data?.total_uncompressed_size ?? 0n), 0n);
    this.#writer.row_groups.push({ columns, total_byte_size, num_rows, total_compressed_size: BigInt(this.#out.offset - start) });
    this.#writer.num_rows += num_rows;
    this.#flush();
  }

  finish(): void {
    void this.#writer.finish();
    this.#flush();
  }

  /** Offsets go on counting; the memory is used again. */
  #flush(): void {
    this.#write(this.#out.getBytes());
    this.#out.index = 0;
  }
}
