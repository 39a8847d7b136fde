// SPDX-License-Identifier: Apache-2.0
// Which attempt a receipt is about, by its id: every attempt that is found under a form of it, in memory and on disk,
// is looked at, and those that it can be about decide. It changes nothing. Core loop only.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "gateway/core.h"
#include "gateway/loader.h"
#include "gateway/parked.h"

namespace smppedge::gateway {

/// What a receipt is weighed by, as views into it.
struct ReceiptMarks {
  CarrierNumber carrier;
  std::string_view id;
  PhoneNumber phone;        ///< phone_of() its source
  std::string_view sender;  ///< its destination
  WallTime received_at;

  [[nodiscard]] static ReceiptMarks of(const ParkedReceipt& receipt) {
    return {receipt.carrier, receipt.receipt.id.view(), receipt.phone, receipt.sender, receipt.received_at};
  }
};

/// An attempt that a receipt's id led to.
struct ReceiptCandidate {
  AttemptRef attempt;
  IdConventions explain;       ///< the conventions under which its id and the receipt's are one; while learning
  bool phone_fits = false;     ///< the handset is the message's
  bool phone_differs = false;  ///< there is one, and it is another's
  bool sender_fits = false;    ///< or it is not told
};

struct ReceiptFinding {
  enum class Kind : std::uint8_t {
    none,       ///< no attempt has this id
    match,      ///< `attempt` is meant
    ambiguous,  ///< more than one may be meant, or the one that has this id went to another phone
    busy,       ///< the store could not be asked
  } kind = Kind::none;
  AttemptRef attempt;
  IdConventions explain;
};

/// What candidates say together. `learning`: more than one that fits is ambiguous; otherwise the newest that fits is
/// meant, since ids are used again (D48). `settled`: the convention that has been learned.
[[nodiscard]] ReceiptFinding judge(const std::vector<ReceiptCandidate>& candidates, bool learning,
                                   std::optional<IdConvention> settled);

class ReceiptSearch {
 public:
  using Done = std::function<void(const ReceiptFinding&)>;
  ReceiptSearch(Core& core, Loader& loader) : core_(core), loader_(loader) {}

  /// `done` is called once, now or later.
  void find(std::shared_ptr<const ParkedReceipt> receipt, Done done);
  /// By what is in memory alone.
  [[nodiscard]] ReceiptFinding find_in_memory(const ParkedReceipt& receipt);
  /// Whether the receipt can be about that attempt at all, by time; then how well it fits.
  [[nodiscard]] std::optional<ReceiptCandidate> weigh(const LiveMessage& message, const AttemptRef& attempt,
                                                      const ReceiptMarks& receipt) const;

 private:
  struct Search;

  void on_read(const std::shared_ptr<Search>& search);
  void load(const std::shared_ptr<Search>& search, const AttemptRef& attempt);
  void on_loaded(const std::shared_ptr<Search>& search);
  void add_from_memory(const std::shared_ptr<Search>& search);
  [[nodiscard]] ReceiptFinding judged(const ParkedReceipt& receipt, const std::vector<ReceiptCandidate>& candidates);

  Core& core_;
  Loader& loader_;
};

}  // namespace smppedge::gateway
