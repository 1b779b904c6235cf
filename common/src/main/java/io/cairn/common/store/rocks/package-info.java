/**
 * The namespace in RocksDB: the primary's default. The write-ahead log is off because the edit log is one; the applied
 * txid is written in the same batch as the change it belongs to. May import {@code model} and {@code bytes}; nothing else
 * imports RocksDB. Start reading at {@link io.cairn.common.store.rocks.RocksStore}; rows are described in
 * {@link io.cairn.common.store.rocks.KeySchema} and {@link io.cairn.common.store.rocks.ValueCodec}.
 */
@NullMarked
package io.cairn.common.store.rocks;

import org.jspecify.annotations.NullMarked;
