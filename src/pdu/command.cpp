// SPDX-License-Identifier: Apache-2.0
// The names of commands, from the table.
#include "pdu/command.h"

#include "pdu/table.h"

namespace smppedge::pdu {

std::string_view to_string(CommandId id) {
  std::string_view name = "unknown";
  with_layout(id, [&](const auto& layout) { name = layout.name; });
  return name;
}

}  // namespace smppedge::pdu
