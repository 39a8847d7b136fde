// SPDX-License-Identifier: Apache-2.0
// Requests that may come again under an Idempotency-Key: the first is accepted, and its key and answer are recorded in
// the accept's own commit; a repeat gets that answer and accepts nothing. Repeats of one that is still on its way wait
// with it. A request that was refused leaves no key behind: what waited behind it with another body begins anew.
// Core loop only.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <vector>

#include "gateway/api.h"
#include "gateway/core.h"

namespace smppedge::gateway {

class IdempotentRequests {
 public:
  using Done = std::function<void(Expected<AcceptAnswer, RequestError>)>;
  explicit IdempotentRequests(Core& core) : core_(core) {}

  /// Calls `accept` once it is known that the key was not used; that one must tell its outcome to the Done it is given,
  /// and call used() before unless it is an error. "idempotency_key_reused": the key came with another body.
  void begin(AccountNumber account, const Idempotency& request, Done done, std::function<void(Done)> accept) {
    begin(Key{account, request.key}, {request.body, std::move(done), std::move(accept)});
  }
  /// Records the answer, in the batch of what was accepted.
  void used(AccountNumber account, const Idempotency& request, const AcceptAnswer& answer);
  /// Recovery: a replayed fact.
  void restore(const store::KeyUsed& used, store::Location fact);

 private:
  struct Key {
    AccountNumber account;
    store::KeyDigest digest{};
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  struct Waiting {
    store::KeyDigest body;
    Done done;
    std::function<void(Done)> accept;  ///< of the first, and of those with another body than it
  };
  struct UnderWay {
    std::vector<Waiting> waiting;  ///< the first, then what came under its key
    std::string rendered;          ///< set by used()
  };

  void begin(const Key& key, Waiting request);
  void asked(const Key& key, const Expected<store::Location, store::ReadError>& fact);
  void repeat(const Key& key, const Expected<store::Chain, store::ReadError>& chain);
  void accepted(const Key& key, const Expected<AcceptAnswer, RequestError>& outcome);
  void fail(const Key& key, const RequestError& error);
  [[nodiscard]] UnderWay take(const Key& key);

  Core& core_;
  boost::unordered_flat_map<Key, UnderWay, KeyHash> under_way_;
};

}  // namespace smppedge::gateway
