// SPDX-License-Identifier: Apache-2.0
#include "reply/reply_parts.h"

#include <algorithm>
#include <cassert>

#include "message/text/gsm0338.h"
#include "message/text/septets.h"

namespace smppedge::reply {

namespace {

using Octets = std::vector<std::uint8_t>;
using text::Alphabet;

/// Octets of user data, its header included, that one PDU of the air interface holds (3GPP TS 23.040).
constexpr std::size_t user_data_octets_max = 140;

/// Parts that follow each other without a gap.
struct Run {
  std::uint8_t first = 0;  ///< sequence
  std::uint8_t last = 0;
  Octets octets;  ///< packed septets are unpacked here
};

bool ends_with_nul(std::span<const std::uint8_t> octets, Alphabet alphabet) {
  return without_nul(octets, alphabet).size() != octets.size();
}

bool each_ends_with_nul(const JoinedReply& joined) {
  return joined.parts.size() > 1 && std::all_of(joined.parts.begin(), joined.parts.end(), [&](const ReplyPart& part) {
           return ends_with_nul(part.octets, *joined.key.alphabet);
         });
}

constexpr std::uint8_t no_septet = 0xFF;

/// Septets of a part, without what unpack() takes for filling at its end.
struct Unpacked {
  Octets septets;
  std::uint8_t taken_off;  ///< of a full part; else no_septet
};

Unpacked unpack(std::span<const std::uint8_t> octets, std::size_t header_octets) {
  Unpacked unpacked{text::septets::unpack(octets, header_octets), no_septet};
  const std::size_t bits = 8 * octets.size();
  const unsigned fill = text::septets::fill_bits(header_octets);
  const std::size_t held = bits < fill ? 0 : (bits - fill) / 7;
  const bool full = header_octets + octets.size() >= user_data_octets_max;
  if (full && unpacked.septets.size() < held) unpacked.taken_off = octets.back() >> 1;
  return unpacked;
}

/// Appends `part` to `before`. A full part leaves seven bits over only where the pair of an escape would have been cut:
/// else what was taken for filling is a character.
void append_septets(Octets& before, std::uint8_t& taken_off, const Unpacked& part) {
  const bool escape_follows = !part.septets.empty() && part.septets.front() == text::gsm0338::escape;
  if (taken_off != no_septet && !escape_follows) before.push_back(taken_off);
  before.insert(before.end(), part.septets.begin(), part.septets.end());
  taken_off = part.taken_off;
}

std::vector<Run> runs_of(const JoinedReply& joined, bool strip_nul) {
  const Alphabet alphabet = *joined.key.alphabet;
  const bool packed = alphabet == Alphabet::gsm7_packed;
  const bool strip_each = strip_nul && each_ends_with_nul(joined);
  std::vector<Run> runs;
  std::uint8_t taken_off = no_septet;
  for (const ReplyPart& part : joined.parts) {
    if (runs.empty() || part.sequence != runs.back().last + 1) {
      runs.push_back({part.sequence, part.sequence, {}});
      taken_off = no_septet;
    }
    Run& run = runs.back();
    run.last = part.sequence;
    const bool strip_packed = packed && strip_nul && part.sequence == joined.key.total;
    const std::span<const std::uint8_t> octets =
        strip_each || strip_packed ? without_nul(part.octets, alphabet) : part.octets;
    if (packed) {
      append_septets(run.octets, taken_off, unpack(octets, part.header_octets));
    } else {
      run.octets.insert(run.octets.end(), octets.begin(), octets.end());
    }
  }
  if (strip_nul && !strip_each && !packed && runs.back().last == joined.key.total) {
    runs.back().octets.resize(without_nul(runs.back().octets, alphabet).size());
  }
  return runs;
}

// --- half characters beside a gap

void drop_front(Octets& octets, std::size_t count) {
  octets.erase(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(count));
}

bool is_surrogate(std::uint8_t high_octet, std::uint8_t kind) {
  return (high_octet & 0xFC) == kind;
}

/// `starts_odd`: the first octet is the second half of a unit.
void mend_ucs2(Octets& octets, bool after_gap, bool before_gap, bool starts_odd) {
  if (after_gap && starts_odd && !octets.empty()) drop_front(octets, 1);
  if (before_gap && octets.size() % 2 != 0) octets.pop_back();
  if (after_gap && octets.size() >= 2 && is_surrogate(octets.front(), 0xDC)) drop_front(octets, 2);
  if (before_gap && octets.size() >= 2 && is_surrogate(octets[octets.size() - 2], 0xD8)) {
    octets.resize(octets.size() - 2);
  }
}

bool is_utf8_tail(std::uint8_t octet) {
  return (octet & 0xC0) == 0x80;
}

std::size_t utf8_length(std::uint8_t lead) {
  if (lead < 0xC0) return 1;
  if (lead < 0xE0) return 2;
  return lead < 0xF0 ? 3 : 4;
}

void mend_utf8(Octets& octets, bool after_gap, bool before_gap) {
  constexpr std::size_t tails_max = 3;
  std::size_t tails = 0;
  while (after_gap && tails < std::min(tails_max, octets.size()) && is_utf8_tail(octets[tails])) ++tails;
  drop_front(octets, tails);
  if (!before_gap) return;
  for (std::size_t back = 1; back <= std::min(tails_max, octets.size()); ++back) {
    const std::uint8_t octet = octets[octets.size() - back];
    if (is_utf8_tail(octet)) continue;
    if (utf8_length(octet) > back) octets.resize(octets.size() - back);
    return;
  }
}

/// Senders cut all parts but the last at the same length: then an odd one tells where the others began.
bool starts_odd(const JoinedReply& joined, const Run& run) {
  const ReplyPart& first = joined.parts.front();
  const bool odd_length = first.sequence != joined.key.total && first.octets.size() % 2 != 0;
  return odd_length && (run.first - 1) % 2 != 0;
}

void mend(const JoinedReply& joined, Run& run) {
  const bool after_gap = run.first != 1;
  const bool before_gap = run.last != joined.key.total;
  switch (*joined.key.alphabet) {
    case Alphabet::ucs2:
      return mend_ucs2(run.octets, after_gap, before_gap, starts_odd(joined, run));
    case Alphabet::utf8:
      return mend_utf8(run.octets, after_gap, before_gap);
    case Alphabet::gsm7_packed:
    case Alphabet::gsm7_unpacked:
      if (before_gap && !run.octets.empty() && run.octets.back() == text::gsm0338::escape) run.octets.pop_back();
      return;
    default:
      return;
  }
}

Expected<std::string, text::DecodeError> text_of(const JoinedReply& joined, bool strip_nul) {
  std::vector<Run> runs = runs_of(joined, strip_nul);
  const bool packed = joined.key.alphabet == Alphabet::gsm7_packed;
  const Alphabet alphabet = packed ? Alphabet::gsm7_unpacked : *joined.key.alphabet;
  std::string content;
  for (Run& run : runs) {
    mend(joined, run);
    const auto decoded = text::decode(run.octets, alphabet);
    if (!decoded) return failure(decoded.error());
    if (run.first != 1) content.append(content.empty() ? "" : " ").append(gap_mark).append(" ");
    content.append(*decoded);
  }
  if (runs.back().last != joined.key.total) content.append(" ").append(gap_mark);
  return content;
}

}  // namespace

PartKey PartKey::of(CarrierNumber carrier, const PhoneNumber& phone, std::string_view destination,
                    const OpenedReply& opened) {
  assert(opened.part);
  const Part& part = *opened.part;
  return {carrier,        phone,      std::string(destination), part.scheme,
          part.reference, part.total, opened.alphabet,          opened.not_text};
}

ReplyPart ReplyPart::of(const OpenedReply& opened, std::uint64_t cookie, WallTime received_at) {
  assert(opened.part);
  return {
      opened.part->sequence, {opened.octets.begin(), opened.octets.end()}, opened.header_octets, cookie, received_at};
}

std::string_view to_string(PartsEnd end) {
  switch (end) {
    case PartsEnd::complete:
      return "complete";
    case PartsEnd::timed_out:
      return "timed_out";
    case PartsEnd::replaced:
      return "replaced";
    case PartsEnd::phone_bound:
      return "phone_bound";
    case PartsEnd::whole_bound:
      return "whole_bound";
  }
  return "";
}

ReplyBody decode_body(const JoinedReply& joined, bool strip_nul) {
  assert(!joined.parts.empty());
  HexReason reason = joined.key.not_text;
  if (joined.key.alphabet) {
    auto content = text_of(joined, strip_nul);
    if (content) return {std::move(*content), HexReason::none};
    reason = reason_of(content.error());
  }
  Octets whole;
  for (const ReplyPart& part : joined.parts) whole.insert(whole.end(), part.octets.begin(), part.octets.end());
  return decode_body(whole, std::nullopt, reason);
}

}  // namespace smppedge::reply

std::size_t std::hash<smppedge::reply::PartKey>::operator()(const smppedge::reply::PartKey& key) const noexcept {
  std::size_t value = std::hash<smppedge::PhoneNumber>{}(key.phone);
  const auto mix = [&value](std::size_t field) { value = (value ^ field) * 0x9E3779B97F4A7C15ULL; };
  mix(std::hash<std::string>{}(key.destination));
  mix(key.carrier.value());
  mix(static_cast<std::size_t>(key.reference) << 16 | static_cast<std::size_t>(key.total) << 8 |
      static_cast<std::size_t>(key.scheme));
  return value ^ value >> 32;
}
