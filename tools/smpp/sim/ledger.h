// SPDX-License-Identifier: Apache-2.0
// What the carrier did, a JSON line an event, so that a test can judge a gateway by it. The lines of a turn are
// written before what they tell of leaves on a socket: what a client was answered is in the file, even when either
// side is killed then. `event` is one of:
//   bind, closed           link, system_id; why
//   submit                 a message was accepted: id, link, sequence, from, to, esm_class, hash (FNV-1a of the body),
//                          outcome, answered (false: the response was dropped on purpose)
//   refused                a message was not: link, sequence, from, to, status
//   receipt, reply         a deliver_sm was sent: id, link, sequence, try; stat of a receipt
//   acknowledged           its response came: id, kind, status
//   given_up               it will not be sent (again): id, kind
// `t` is the wall clock in milliseconds.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/expected.h"
#include "base/scheduler.h"
#include "pdu/pdu.h"
#include "tools/smpp/sim/delivery.h"

namespace smppedge::simulator {

class Ledger final : private TurnEnd {
 public:
  /// No file is written to and every call is a comparison when `path` is empty. The error is a sentence.
  [[nodiscard]] static Expected<std::unique_ptr<Ledger>, std::string> open(Scheduler& scheduler,
                                                                           const std::string& path);
  ~Ledger() override;

  void bind(std::uint32_t link, std::string_view kind, std::string_view system_id);
  void closed(std::uint32_t link, std::string_view why);
  void submit(std::uint32_t link, const pdu::Header& header, const pdu::ShortMessage& message, std::string_view id,
              std::string_view outcome, bool answered);
  void refused(std::uint32_t link, const pdu::Header& header, const pdu::ShortMessage& message,
               pdu::CommandStatus status);
  void sent(std::uint32_t link, pdu::SequenceNumber number, const Delivery& delivery, std::string_view id);
  void acknowledged(const Delivery& delivery, std::string_view id, pdu::CommandStatus status);
  void given_up(const Delivery& delivery, std::string_view id);

 private:
  Ledger(Scheduler& scheduler, int fd) : scheduler_(scheduler), fd_(fd) {}
  void on_turn_end() override;
  [[nodiscard]] bool enabled() const { return fd_ >= 0; }
  /// `fields` are JSON members without braces.
  void line(std::string_view event, std::string_view fields);

  Scheduler& scheduler_;
  int fd_;
  std::string lines_;
};

}  // namespace smppedge::simulator
