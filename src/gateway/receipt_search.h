// SPDX-License-Identifier: Apache-2.0
// Which attempt a receipt is about, by its id: every attempt that is found under a form of it, in memory and on disk,
// is looked at, and those that it can be about decide. Ids are entered by the convention of their moment: where that
// leads nowhere, the newest messages to the receipt's phone are looked at, and their ids compared by the convention of
// today. It changes nothing. Core loop only.
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
  /// Of none: the only attempt whose doubt was given up for `unknown` that the receipt fits by handset, sender and
  /// time.
  std::optional<AttemptRef> given_up{};
};

/// Sender and time of an attempt in doubt, or given up in it, to the receipt's handset. A receipt that does not tell
/// the sender says nothing.
[[nodiscard]] bool fits_doubt(const Message& message, const Attempt& attempt, const ParkedReceipt& receipt);

/// What candidates say together. `learning`: more than one that fits is ambiguous; otherwise the newest that fits is
/// meant, since ids are used again (D48). `settled`: the convention that has been learned.
[[nodiscard]] ReceiptFinding judge(const std::vector<ReceiptCandidate>& candidates, bool learning,
                                   std::optional<IdConvention> settled);

class ReceiptSearch {
 public:
  using Done = std::function<void(const ReceiptFinding&)>;
  ReceiptSearch(Core& core, Loader& loader) : core_(core), loader_(loader) {}

  /// `done` is called once, now or later. `on_demand`: whatever it costs, it is looked for by its phone as well; else
  /// only while the convention may have been another, and where there is room (searches_by_phone_max).
  void find(std::shared_ptr<const ParkedReceipt> receipt, bool on_demand, Done done);
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
  void conclude(const std::shared_ptr<Search>& search);
  [[nodiscard]] bool may_ask_by_phone(const Search& search) const;
  void ask_by_phone(const std::shared_ptr<Search>& search);
  void load_all(const std::shared_ptr<Search>& search, const std::vector<MessageId>& messages);
  void weigh_all(Search& search, const LiveMessage& message);
  [[nodiscard]] bool is_named(const Attempt& attempt, const ReceiptMarks& receipt) const;
  void end(const std::shared_ptr<Search>& search, const ReceiptFinding& finding);
  void add_from_memory(const std::shared_ptr<Search>& search);
  [[nodiscard]] ReceiptFinding judged(const ParkedReceipt& receipt, const std::vector<ReceiptCandidate>& candidates);

  Core& core_;
  Loader& loader_;
  std::size_t by_phone_ = 0;  ///< searches under way that look among the messages to a phone
};

}  // namespace smppedge::gateway
