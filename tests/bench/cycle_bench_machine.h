// SPDX-License-Identifier: Apache-2.0
// What the cycle benchmark reads of the machine and of processes: CPU time, memory, the disk's own sync latency.
#pragma once

#include <string>

namespace smppedge::cycle_bench {

struct CpuTime {
  double user_us = 0;
  double system_us = 0;
  [[nodiscard]] double us() const { return user_us + system_us; }
};
/// Of all threads of a process.
[[nodiscard]] CpuTime cpu_time(int pid);
[[nodiscard]] double resident_mb(int pid);

/// The median of writing 100 KB and syncing it, in a file of `directory`.
[[nodiscard]] double fdatasync_p50_us(const std::string& directory);

[[nodiscard]] std::string processor_model();
[[nodiscard]] long cores();
/// Over the last minute: others may share the machine.
[[nodiscard]] double load_average();

}  // namespace smppedge::cycle_bench
