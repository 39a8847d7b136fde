// SPDX-License-Identifier: Apache-2.0
// Lists an account's messages, newest first: what is in memory and what the store's look-ups know, merged by id, each
// as it stands now, round by round. A turn looks at a round, and a request at a bounded number of messages and records;
// where these are too few to fill its page, it is short, or empty, and says where to go on. Core loop only.
#pragma once

#include <memory>
#include <vector>

#include "gateway/api.h"
#include "gateway/core.h"

namespace smppedge::gateway {

class Listings {
 public:
  explicit Listings(Core& core) : core_(core) {}
  void list(MessagesQuery query, Api::Done<MessagesPage> done);

 private:
  Core& core_;
  std::size_t under_way_ = 0;
};

/// One page on its way.
class Listing : public std::enable_shared_from_this<Listing> {
 public:
  Listing(Core& core, MessagesQuery query, Api::Done<MessagesPage> done);
  void start() { next_round(); }

 private:
  /// One id of a round, and its message once that is known to fit.
  struct Candidate {
    MessageId id;
    std::unique_ptr<Message> message;
  };

  [[nodiscard]] unsigned round_max() const;
  void next_round();
  void ask(std::function<void(Expected<store::Store::MessageList, store::ReadError>)> told);
  void on_ids(const store::Store::MessageList& on_disk);
  /// Adds the round's ids in memory, from the cursor down.
  void add_live(std::vector<MessageId>& ids) const;
  void look_at(std::size_t index);
  void read(std::size_t index, store::Location last);
  void keep(std::size_t index, const Message& message);
  void looked_at();
  void end_round();
  [[nodiscard]] bool is_spent() const;
  void finish();
  void fail(RequestError error);
  [[nodiscard]] bool fits(const Message& message) const;

  Core& core_;
  MessagesQuery query_;
  Api::Done<MessagesPage> done_;
  MessageId not_before_;
  MessageId cursor_;             // ids below it are to come; 0: all
  std::vector<MessageId> live_;  // in memory when the store was asked: they may be neither there nor here later
  MessageId store_next_;         // 0: the store has no more
  std::vector<Candidate> round_;
  std::size_t under_way_ = 0;
  std::size_t reads_ = 0;
  std::size_t messages_ = 0;
  std::size_t scanned_ = 0;
  bool unread_ = false;
  MessagesPage page_;
};

}  // namespace smppedge::gateway
