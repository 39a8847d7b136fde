// SPDX-License-Identifier: Apache-2.0
// Family `window` on disk (docs/store.md): a phone's pairs stand beside each other, so that one seek and mostly one
// block answer for a phone. Records are written as operands of a merge: files are ingested and rewritten in any order.
#pragma once

#include <rocksdb/merge_operator.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "store/window.h"

namespace smppedge::store::rocks {

[[nodiscard]] std::string window_key(const WindowRecord& record);
/// What all keys of a phone begin with.
[[nodiscard]] std::string window_prefix(const PhoneNumber& phone);
[[nodiscard]] std::string value_of(const WindowRecord& record);
/// Nullopt: it does not read.
[[nodiscard]] std::optional<WindowRecord> window_record_from(std::string_view key, std::string_view value);

[[nodiscard]] std::shared_ptr<rocksdb::MergeOperator> window_merge();

}  // namespace smppedge::store::rocks
