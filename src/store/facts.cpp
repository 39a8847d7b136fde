// SPDX-License-Identifier: Apache-2.0
#include "store/facts.h"

#include <cassert>

#include "base/byte_cursor.h"

namespace smppedge::store {

std::optional<FactList> FactList::from_octets(std::string_view octets) {
  if (octets.size() % octets_each != 0 || octets.size() / octets_each > facts_max) return std::nullopt;
  return FactList(octets);
}

std::string FactList::pack(std::span<const Location> facts) {
  assert(facts.size() <= facts_max);
  std::string octets;
  octets.reserve(facts.size() * octets_each);
  ByteWriter write(octets);
  for (const Location& fact : facts) {
    write.u64(fact.batch.value());
    write.u32(fact.offset);
  }
  return octets;
}

Location FactList::operator[](std::size_t index) const {
  const std::string_view octets = octets_.substr(index * octets_each, octets_each);
  ByteReader read({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
  const BatchNumber batch(read.u64());
  return {batch, read.u32()};
}

}  // namespace smppedge::store
