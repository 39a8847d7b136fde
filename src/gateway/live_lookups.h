// SPDX-License-Identifier: Apache-2.0
// The open messages in memory by what else they are found by (lookups.h): chained hash tables with a fixed number of
// buckets, so that no message ever pays for all others' moving, and with the links in the messages themselves.
// A chain holds whatever falls into its bucket: the visitor verifies. Core loop only.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace smppedge::gateway {

struct LiveMessage;

/// Stands in a message; leaves its chain when it is destroyed.
class LookupHook {
 public:
  explicit LookupHook(LiveMessage& message) : message_(message) {}
  LookupHook(const LookupHook&) = delete;
  LookupHook& operator=(const LookupHook&) = delete;
  ~LookupHook() { unlink(); }

  void unlink() {
    if (from_ == nullptr) return;
    *from_ = next_;
    if (next_ != nullptr) next_->from_ = from_;
    from_ = nullptr;
    next_ = nullptr;
  }

 private:
  friend class LiveLookups;
  LiveMessage& message_;
  LookupHook* next_ = nullptr;
  LookupHook** from_ = nullptr;  // what points here: a bucket, or the hook before
};

class LiveLookups {
 public:
  /// About as many buckets as messages are expected.
  explicit LiveLookups(std::size_t messages) {
    for (; buckets_ < messages; buckets_ *= 2) --shift_;
    // Memory that was never touched costs nothing.
    chains_.reset(static_cast<LookupHook**>(std::calloc(buckets_, sizeof(LookupHook*))));
    if (chains_ == nullptr) throw std::bad_alloc();
  }

  void link(LookupHook& hook, std::uint64_t value) {
    LookupHook*& chain = chain_of(value);
    hook.next_ = chain;
    hook.from_ = &chain;
    if (chain != nullptr) chain->from_ = &hook.next_;
    chain = &hook;
  }
  /// The last linked first. `visit` must not change the chain; it gives false to end the walk.
  template <class Visit>
  void for_each(std::uint64_t value, Visit visit) const {
    for (const LookupHook* at = chain_of(value); at != nullptr; at = at->next_) {
      if (!visit(at->message_)) return;
    }
  }

 private:
  struct Free {
    void operator()(LookupHook** chains) const { std::free(static_cast<void*>(chains)); }
  };
  [[nodiscard]] LookupHook*& chain_of(std::uint64_t value) const {
    return chains_.get()[(value * 0x9E3779B97F4A7C15ULL) >> shift_];
  }

  std::size_t buckets_ = 1024;
  int shift_ = 64 - 10;  // the product's highest bits are the best mixed
  std::unique_ptr<LookupHook*, Free> chains_;
};

}  // namespace smppedge::gateway
