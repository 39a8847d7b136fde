// SPDX-License-Identifier: Apache-2.0
#include "store/blocklist.h"

namespace smppedge::store {

std::string_view to_string(BlockSource source) {
  switch (source) {
    case BlockSource::reply:
      return "reply";
    case BlockSource::api:
      return "api";
    case BlockSource::import_file:
      return "import";
    case BlockSource::admin:
      break;
  }
  return "admin";
}

void apply(const BlockChange& change, BlockedPhone& known) {
  std::optional<BlockRecord>& record = known.record;
  const std::string by = change.by.substr(0, block_by_octets_max);
  if (ends_removal(change.what)) {
    known.ended = change;
    known.ended->by = by;
  }
  switch (change.what) {
    case BlockChange::What::blocked:
      record = BlockRecord{.account = change.account,
                           .phone = change.phone,
                           .source = change.source,
                           .since = change.at,
                           .by = by,
                           .removal_asked = false,
                           .removal_asked_at = {},
                           .removal_asked_by = {}};
      return;
    case BlockChange::What::unblocked:
      record.reset();
      return;
    case BlockChange::What::removal_asked:
      if (!record) return;
      record->removal_asked = true;
      record->removal_asked_at = change.at;
      record->removal_asked_by = by;
      return;
    case BlockChange::What::removal_denied:
      if (!record) return;
      record->removal_asked = false;
      record->removal_asked_at = {};
      record->removal_asked_by.clear();
      return;
  }
}

}  // namespace smppedge::store
