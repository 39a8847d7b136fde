// SPDX-License-Identifier: Apache-2.0
// What engineers ask of the gateway beside its status, and what they get. Values only, as in api.h: they cross from the
// HTTP loop to the core loop and back.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/expected.h"
#include "gateway/api.h"
#include "store/facts.h"
#include "store/location.h"

namespace smppedge::gateway {

/// Parked receipts on one page at most, and how many are looked at for it: then the page is short.
inline constexpr unsigned receipts_page_max = 1'000;
inline constexpr unsigned receipts_scanned_max = 10'000;

struct ParkedQuery {
  std::string carrier;    ///< its configured name; empty: of all
  store::Location after;  ///< none(): from the oldest
  unsigned limit = 100;   ///< 1..receipts_page_max
  bool whole = false;     ///< with phone numbers, and with what stands behind `text:`
};

struct ParkedEntry {
  store::Location place;  ///< where to go on after it
  std::string carrier;
  BindId bind;
  store::ParkedFor reason = store::ParkedFor::no_match;
  std::string id;     ///< as the carrier writes it; empty where it could not be read
  std::string stat;   ///< the word of its state
  std::string phone;  ///< masked unless `whole`
  std::string text;   ///< as it came; empty where it is not kept
  std::string pdu;    ///< its octets, only if `whole`
  WallTime received_at;
  Seconds age{0};
};

struct ParkedPage {
  std::vector<ParkedEntry> receipts;  ///< oldest first
  store::Location next;               ///< where to go on; none(): there is no more
};

struct RematchAnswer {
  std::uint64_t looked_at = 0;
  std::uint64_t matched = 0;
  std::uint64_t still_parked = 0;
};

class AdminApi {
 public:
  template <class T>
  using Done = std::function<void(Expected<T, RequestError>)>;
  virtual ~AdminApi() = default;

  /// Errors: unknown_carrier.
  virtual void parked_receipts(ParkedQuery query, Done<ParkedPage> done) = 0;
  /// Matches what is parked now again, of one carrier or (empty) of all, by the present profiles. Errors:
  /// unknown_carrier; rematch_under_way.
  virtual void rematch_receipts(std::string carrier, Done<RematchAnswer> done) = 0;
};

}  // namespace smppedge::gateway
