// SPDX-License-Identifier: Apache-2.0
#include "reply/fingerprint.h"

#include <bit>

namespace smppedge::reply {

namespace {

/// Takes octets in any pieces; Aumasson and Bernstein, "SipHash: a fast short-input PRF", with its 128-bit output.
class SipHash {
 public:
  SipHash(std::uint64_t key_low, std::uint64_t key_high)
      : v0_(0x736F6D6570736575ULL ^ key_low),
        v1_(0x646F72616E646F6DULL ^ key_high ^ 0xEE),
        v2_(0x6C7967656E657261ULL ^ key_low),
        v3_(0x7465646279746573ULL ^ key_high) {}

  void octet(std::uint8_t value) {
    word_ |= std::uint64_t{value} << (8 * (size_ % 8));
    ++size_;
    if (size_ % 8 == 0) absorb();
  }
  void octets(std::span<const std::uint8_t> values) {
    for (const std::uint8_t value : values) octet(value);
  }
  void number(std::uint32_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8) octet(static_cast<std::uint8_t>(value >> shift));
  }
  /// With its length in front, so that no two sequences of fields are the same octets.
  void field(std::span<const std::uint8_t> values) {
    number(static_cast<std::uint32_t>(values.size()));
    octets(values);
  }
  void field(std::string_view text) { field({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}); }

  [[nodiscard]] Fingerprint finish() {
    word_ |= static_cast<std::uint64_t>(size_ & 0xFF) << 56;
    absorb();
    v2_ ^= 0xEE;
    rounds(4);
    const std::uint64_t first = v0_ ^ v1_ ^ v2_ ^ v3_;
    v1_ ^= 0xDD;
    rounds(4);
    return {v0_ ^ v1_ ^ v2_ ^ v3_, first};
  }

 private:
  void absorb() {
    v3_ ^= word_;
    rounds(2);
    v0_ ^= word_;
    word_ = 0;
  }
  void rounds(int count) {
    while (count-- > 0) {
      v0_ += v1_;
      v1_ = std::rotl(v1_, 13) ^ v0_;
      v0_ = std::rotl(v0_, 32);
      v2_ += v3_;
      v3_ = std::rotl(v3_, 16) ^ v2_;
      v0_ += v3_;
      v3_ = std::rotl(v3_, 21) ^ v0_;
      v2_ += v1_;
      v1_ = std::rotl(v1_, 17) ^ v2_;
      v2_ = std::rotl(v2_, 32);
    }
  }

  std::uint64_t v0_;
  std::uint64_t v1_;
  std::uint64_t v2_;
  std::uint64_t v3_;
  std::uint64_t word_ = 0;  ///< octets not yet absorbed
  std::size_t size_ = 0;
};

// Part of the store's format: another key makes every kept fingerprint a stranger.
constexpr std::uint64_t key_low = 0x736D707065646765ULL;
constexpr std::uint64_t key_high = 0x7265706C79206670ULL;

void add(SipHash& hash, const pdu::Address& address) {
  hash.octet(address.ton);
  hash.octet(address.npi);
  hash.field(address.addr);
}

void add_part_numbers(SipHash& hash, const pdu::Tlvs& tlvs) {
  for (const pdu::Tlv tlv : tlvs) {
    const bool numbers_a_part = tlv.tag == pdu::Tag::sar_msg_ref_num || tlv.tag == pdu::Tag::sar_total_segments ||
                                tlv.tag == pdu::Tag::sar_segment_seqnum;
    if (!numbers_a_part) continue;
    hash.number(static_cast<std::uint32_t>(tlv.tag));
    hash.field(tlv.value);
  }
}

}  // namespace

Fingerprint siphash_128(std::uint64_t low, std::uint64_t high, std::span<const std::uint8_t> octets) {
  SipHash hash(low, high);
  hash.octets(octets);
  return hash.finish();
}

Fingerprint fingerprint(AccountNumber account, const pdu::ShortMessage& message) {
  SipHash hash(key_low, key_high);
  hash.number(account.value());
  add(hash, message.source);
  add(hash, message.destination);
  hash.octet(message.esm_class);
  hash.octet(message.data_coding);
  hash.field(message.payload());
  add_part_numbers(hash, message.tlvs);
  return hash.finish();
}

}  // namespace smppedge::reply
