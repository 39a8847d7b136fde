// SPDX-License-Identifier: Apache-2.0
// Every bound of the embedded engine: memory, files, background work, retention. docs/store.md says why.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace smppedge::store::rocks {

/// Blocks, indexes and filters read from disk, all families together.
inline constexpr std::size_t block_cache_bytes = 64U << 20;
/// Batches that were read out of a memtable of `facts`.
inline constexpr std::size_t batch_cache_bytes = 32U << 20;
/// One memtable of `facts`; there are at most facts_write_buffers of them.
inline constexpr std::size_t facts_write_buffer_bytes = 64U << 20;
inline constexpr int facts_write_buffers = 3;
/// One memtable of any other family: they are written by ingestion, memtables hold next to nothing.
inline constexpr std::size_t index_write_buffer_bytes = 1U << 20;
/// Write-ahead logs kept, and so read back at the start.
inline constexpr std::uint64_t wal_bytes_max = 256ULL << 20;
/// Flushes and compactions at a time: half of the smallest machine.
inline constexpr int background_jobs_max = 2;
/// Table files that stay open, at most half of what the process may open. A file that is opened anew reads its filter,
/// of `window` 10 MB for one look-up; 80 hours of facts at a thousand messages a second are 4,500 files.
inline constexpr int open_files_max = 16'384;
/// Files of an index family at level 0 before its compaction starts; writers are never held up for them.
inline constexpr int index_level0_files = 8;
inline constexpr int index_level0_files_stall = 1'000;
/// Every table file is rewritten once in this time, so that what has expired leaves the disk.
inline constexpr Seconds rewrite_period{24 * 3600};
/// A receipt may come this late (domain.md): facts are never dropped before, whatever the configuration says.
inline constexpr Seconds history_retention_min{80 * 3600};
/// Above the watermark again only with an eighth more than it, so that accepting does not flap.
inline constexpr std::uint64_t watermark_hysteresis_divisor = 8;
/// Free space is looked at with each commit, and this often without one.
inline constexpr Seconds idle_check_interval{1};
/// One table file of `window`: 250 million pairs are some sixty of them, of open_files_max.
inline constexpr std::uint64_t window_file_bytes = 256ULL << 20;
/// As precise as a Bloom filter of so many bits a phone, in two thirds of its memory.
inline constexpr double window_filter_bits = 20;
/// Bytes read ahead by scans.
inline constexpr std::size_t scan_readahead_bytes = 1U << 20;

}  // namespace smppedge::store::rocks
