// SPDX-License-Identifier: Apache-2.0
// The lists of submit_multi and its response, read and built.
#include "pdu/destinations.h"

#include <algorithm>
#include <cstring>

#include "pdu/table.h"
#include "pdu/wire.h"

namespace smppedge::pdu {
namespace {

std::string_view read_c_string(ByteReader& reader, std::size_t octets_max, std::optional<CommandStatus>& error) {
  const std::size_t window = std::min(reader.left(), octets_max);
  const std::uint8_t* start = reader.position();
  const void* nul = window == 0 ? nullptr : std::memchr(start, 0, window);
  if (nul == nullptr) {
    error = window < octets_max ? CommandStatus::ESME_RINVCMDLEN : CommandStatus::ESME_RINVPARLEN;
    return {};
  }
  const auto octets = static_cast<std::size_t>(static_cast<const std::uint8_t*>(nul) - start);
  static_cast<void>(reader.bytes(octets + 1));
  return {reinterpret_cast<const char*>(start), octets};
}

Address read_address(ByteReader& reader, std::optional<CommandStatus>& error) {
  Address address;
  address.ton = reader.u8();
  address.npi = reader.u8();
  address.addr = read_c_string(reader, address_octets_max, error);
  return address;
}

bool fits(std::string_view text, std::size_t octets_max) {
  return text.size() < octets_max && text.find('\0') == std::string_view::npos;
}

}  // namespace

std::optional<Destination> DestinationCursor::next() {
  if (left_ == 0 || error_) return std::nullopt;
  --left_;
  Destination destination;
  destination.flag = static_cast<Destination::Flag>(reader_.u8());
  if (!reader_.ok()) {
    error_ = CommandStatus::ESME_RINVCMDLEN;
  } else if (destination.flag == Destination::Flag::sme_address) {
    destination.address = read_address(reader_, error_);
  } else if (destination.flag == Destination::Flag::distribution_list) {
    destination.dl_name = read_c_string(reader_, dl_name_octets_max, error_);
  } else {
    error_ = CommandStatus::ESME_RINVDESTFLAG;
  }
  if (error_) return std::nullopt;
  return destination;
}

std::optional<Unsuccess> UnsuccessCursor::next() {
  if (left_ == 0 || error_) return std::nullopt;
  --left_;
  Unsuccess unsuccess;
  unsuccess.destination = read_address(reader_, error_);
  unsuccess.error_status_code = static_cast<CommandStatus>(reader_.u32());
  if (!error_ && !reader_.ok()) error_ = CommandStatus::ESME_RINVCMDLEN;
  if (error_) return std::nullopt;
  return unsuccess;
}

std::uint8_t* DestinationWriter::grow(std::size_t octets, std::string_view text, std::size_t octets_max) {
  octets += text.size() + 1;
  if (!fits(text, octets_max) || count_ == dests_max || buffer_.size() - size_ < octets) return nullptr;
  std::uint8_t* at = buffer_.data() + size_;
  size_ += octets;
  ++count_;
  return at;
}

bool DestinationWriter::add_sme(const Address& address) {
  std::uint8_t* at = grow(3, address.addr, address_octets_max);
  if (at == nullptr) return false;
  *at++ = static_cast<std::uint8_t>(Destination::Flag::sme_address);
  *at++ = address.ton;
  *at++ = address.npi;
  wire::put_c_string(at, address.addr);
  return true;
}

bool DestinationWriter::add_distribution_list(std::string_view dl_name) {
  std::uint8_t* at = grow(1, dl_name, dl_name_octets_max);
  if (at == nullptr) return false;
  *at++ = static_cast<std::uint8_t>(Destination::Flag::distribution_list);
  wire::put_c_string(at, dl_name);
  return true;
}

bool DestinationWriter::add_unsuccess(const Unsuccess& unsuccess) {
  std::uint8_t* at = grow(6, unsuccess.destination.addr, address_octets_max);
  if (at == nullptr) return false;
  *at++ = unsuccess.destination.ton;
  *at++ = unsuccess.destination.npi;
  at = wire::put_c_string(at, unsuccess.destination.addr);
  wire::put_u32(at, static_cast<std::uint32_t>(unsuccess.error_status_code));
  return true;
}

}  // namespace smppedge::pdu
