// SPDX-License-Identifier: Apache-2.0
// A carrier around a SimSmsc that misbehaves as a test scripts it, and keeps the books that the invariants need: how
// often the handset got each segment, and which receipts the gateway has acknowledged. Receipts are sent again until
// they are, as carriers do.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "receipt/receipt_text.h"
#include "tests/support/sim_network.h"
#include "tests/support/sim_scheduler.h"
#include "tests/support/sim_smsc.h"

namespace smppedge::sim {

/// Texts of these tests name their message in every part: "m00017m00017m00017…".
inline constexpr std::size_t text_mark_octets = 6;
[[nodiscard]] inline std::string marked_text(std::size_t number, std::size_t octets) {
  std::string mark = std::to_string(number);
  mark = "m" + std::string(text_mark_octets - 1 - mark.size(), '0') + mark;
  std::string text;
  while (text.size() < octets) text += mark;
  return text;
}

class FaultyCarrier {
 public:
  /// What becomes of one submit.
  struct Fate {
    bool takes = true;  ///< the handset gets it, whatever the answer says
    pdu::CommandStatus status = pdu::CommandStatus::ESME_ROK;
    std::optional<Micros> answers_after = Millis(5);  ///< nullopt: never
  };
  struct Receipt {
    Micros after{Millis(500)};  ///< the submit
    receipt::State state = receipt::State::delivered;
    std::string id{};  ///< as it stands in the receipt; empty: as in the response
  };
  /// A segment by its message's number (marked_text) and its place in it.
  using SegmentKey = std::pair<std::size_t, std::uint8_t>;
  /// One segment that it took.
  struct Taken {
    SegmentKey segment;
    std::string id;  ///< as in the response
    std::size_t connection = 0;
    std::string phone;
    std::string sender;
  };

  FaultyCarrier(SimScheduler& scheduler, SimNetwork& network, SimSmsc& smsc, std::uint16_t port)
      : scheduler_(scheduler), network_(network), smsc_(&smsc), port_(port) {
    script(smsc);
  }
  FaultyCarrier(const FaultyCarrier&) = delete;
  FaultyCarrier& operator=(const FaultyCarrier&) = delete;

  // --- its script

  std::function<Fate(const SimSmsc::Submit&)> fate = [](const SimSmsc::Submit&) { return Fate{}; };
  std::function<std::vector<Receipt>(const Taken&)> receipts = [](const Taken&) { return std::vector{Receipt{}}; };
  std::function<std::string(std::uint64_t)> id_of = [](std::uint64_t number) { return "c" + std::to_string(number); };
  bool receipts_on_another_bind = false;  ///< where there is another

  /// The carrier has moved: from now on this is it.
  void move_to(SimSmsc& smsc) {
    smsc_ = &smsc;
    seen_answers_ = 0;
    script(smsc);
  }

  // --- its connections, oldest first; those of the gateway's earlier lives among them

  [[nodiscard]] std::vector<std::shared_ptr<SimLink>> open_links() const {
    std::vector<std::shared_ptr<SimLink>> open;
    for (const auto& link : network_.links()) {
      if (link->endpoint.port == port_ && link->open()) open.push_back(link);
    }
    return open;
  }
  void reset_all() {
    for (const auto& link : open_links()) link->reset();
  }
  void vanish() {
    for (const auto& link : open_links()) link->go_silent();
  }
  void finish_all() {
    for (const auto& link : open_links()) link->finish(SimLink::listener);
  }
  void unbind_all() {
    for (std::size_t i = 0; i < smsc_->connections(); ++i) {
      if (smsc_->state(i) == session::State::bound_trx) smsc_->unbind(i);
    }
  }
  void hold_reading(bool held) {
    for (const auto& link : open_links()) link->hold_reading(SimLink::listener, held);
  }

  // --- its books

  [[nodiscard]] SimSmsc& smsc() { return *smsc_; }
  [[nodiscard]] const std::vector<Taken>& taken() const { return taken_; }
  /// How often the handset got it.
  [[nodiscard]] std::map<SegmentKey, unsigned> copies() const {
    std::map<SegmentKey, unsigned> copies;
    for (const Taken& each : taken_) ++copies[each.segment];
    return copies;
  }
  /// The receipts that the gateway has acknowledged, by the id of the response.
  [[nodiscard]] const std::multimap<std::string, receipt::State>& acknowledged() {
    note_answers();
    return acknowledged_;
  }

  void send_receipt(const Taken& about, const Receipt& receipt, unsigned times_sent = 0) {
    std::string text;
    receipt::ReceiptFields fields;
    fields.id = receipt.id.empty() ? about.id : receipt.id;
    fields.state = receipt.state;
    fields.submit_date = fields.done_date = scheduler_.wall();
    receipt::write_receipt_text(fields, 0, text);
    pdu::ShortMessage message;
    message.esm_class = 0x04;
    message.source.addr = about.phone;
    message.destination.addr = about.sender;
    message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    const session::Cookie cookie = ++cookies_;
    const bool sent = deliver(message, cookie, about.connection);
    const Seconds wait(times_sent < 5 ? 2 : 60);
    scheduler_.call_after(wait, [this, about, receipt, times_sent, cookie, sent] {
      note_answers();
      if (sent && taken_cookies_.contains(cookie)) {
        acknowledged_.emplace(about.id, receipt.state);
      } else {
        send_receipt(about, receipt, times_sent + 1);
      }
    });
  }

 private:
  void script(SimSmsc& smsc) {
    smsc.reply = [this](const SimSmsc::Submit& submit) { return on_submit(submit); };
  }
  std::optional<SimSmsc::Reply> on_submit(const SimSmsc::Submit& submit) {
    const Fate chosen = fate(submit);
    std::string id;
    if (chosen.takes) {
      id = id_of(++ids_);
      taken_.push_back({key_of(submit), id, submit.connection, submit.destination, submit.source});
      for (const Receipt& receipt : receipts(taken_.back())) {
        scheduler_.call_after(receipt.after, [this, about = taken_.back(), receipt] { send_receipt(about, receipt); });
      }
    }
    if (!chosen.answers_after) return std::nullopt;
    return SimSmsc::Reply{.status = chosen.status, .message_id = id, .delay = *chosen.answers_after};
  }
  static SegmentKey key_of(const SimSmsc::Submit& submit) {
    const std::string& body = submit.body;
    const bool part = (submit.esm_class & 0x40) != 0 && body.size() > 5;
    const std::size_t header = part ? 1U + static_cast<std::uint8_t>(body[0]) : 0U;
    const std::size_t mark = body.find('m', header);
    const std::size_t number = mark == std::string::npos || mark + text_mark_octets > body.size()
                                   ? 0
                                   : std::stoul(body.substr(mark + 1, text_mark_octets - 1));
    return {number, part ? static_cast<std::uint8_t>(body[header - 1]) : std::uint8_t{1}};
  }
  /// On the newest connection that can carry it; where it should be another than the submit's, on that one last.
  bool deliver(const pdu::ShortMessage& message, session::Cookie cookie, std::size_t submitted_on) {
    const auto try_on = [&](std::size_t i) {
      return smsc_->state(i) == session::State::bound_trx && smsc_->deliver(i, message, cookie);
    };
    for (std::size_t i = smsc_->connections(); i-- > 0;) {
      if ((!receipts_on_another_bind || i != submitted_on) && try_on(i)) return true;
    }
    return receipts_on_another_bind && try_on(submitted_on);
  }
  void note_answers() {
    for (; seen_answers_ < smsc_->deliver_answers.size(); ++seen_answers_) {
      const SimSmsc::DeliverAnswer& answer = smsc_->deliver_answers[seen_answers_];
      if (answer.status == pdu::CommandStatus::ESME_ROK) taken_cookies_.insert(answer.cookie);
    }
  }

  SimScheduler& scheduler_;
  SimNetwork& network_;
  SimSmsc* smsc_;
  std::uint16_t port_;
  std::uint64_t ids_ = 0;
  session::Cookie cookies_ = 0;
  std::vector<Taken> taken_;
  std::set<session::Cookie> taken_cookies_;
  std::size_t seen_answers_ = 0;
  std::multimap<std::string, receipt::State> acknowledged_;
};

}  // namespace smppedge::sim
