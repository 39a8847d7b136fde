// SPDX-License-Identifier: Apache-2.0
// Hands back everything that a store holds and the gateway must have in memory, in the order that RecoveryVisitor says;
// refuses a store that lacks something that was acknowledged. Blocking, before the loop runs.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "store/rocks/database.h"

namespace smppedge::store::rocks {

class Recovery final : private RecoverySource {
 public:
  Recovery(const Database& database, RecoveryVisitor& visitor) : database_(database), visitor_(visitor) {}
  [[nodiscard]] Expected<RecoveryReport, OpenError> run();

 private:
  [[nodiscard]] std::optional<std::pair<OpenRecord, Chain>> find_open(MessageId message) override;
  [[nodiscard]] std::optional<AccountNumber> find_closed_account(MessageId message) override;

  void hand_out_keyed_records();
  void hand_out_blocklists();
  void replay_facts(BatchNumber replay_after);
  void replay_batch(BatchNumber number, std::string_view bytes);
  [[nodiscard]] std::optional<Chain> chain_of(Location last, std::string_view whose);
  template <class Parse, class Use>
  void scan(Family family, Parse parse, Use use);
  void fail(std::string_view what) {
    if (!error_) error_ = database_.damaged(what);
  }

  const Database& database_;
  RecoveryVisitor& visitor_;
  RecoveryReport report_;
  std::optional<OpenError> error_;
};

}  // namespace smppedge::store::rocks
