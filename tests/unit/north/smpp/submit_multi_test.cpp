// SPDX-License-Identifier: Apache-2.0
// submit_multi and its answer: conformance 63; domain.md A32.
#include "north/smpp/submit_multi.h"

#include "base/out_buffer.h"
#include "client_message.h"
#include "pdu/destinations.h"
#include "pdu/pack.h"

namespace smppedge::north::smpp {
namespace {

using pdu::Address;
using test::Octets;
using enum pdu::CommandStatus;

struct Multi {
  explicit Multi(std::size_t room = 8'000) : buffer(room), writer(buffer) {}

  Multi& sme(Address address) {
    BOOST_REQUIRE(writer.add_sme(address));
    return *this;
  }
  Multi& list(std::string_view name) {
    BOOST_REQUIRE(writer.add_distribution_list(name));
    return *this;
  }
  [[nodiscard]] Expected<MultiSubmit, pdu::CommandStatus> read() const {
    pdu::SubmitMulti multi;
    multi.message = given.message;
    multi.message.destination = {};
    multi.message.short_message = given.body;
    multi.number_of_dests = writer.count();
    multi.dest_addresses = writer.octets();
    return read_submit_multi(multi, {given.account, ClientBindId(7), given.reads_long_ids}, test::now_of_the_tests());
  }

  test::ClientMessage given;
  Octets buffer;
  pdu::DestinationWriter writer;
};

gateway::AcceptEntry taken(std::uint64_t id) {
  gateway::AcceptEntry entry;
  entry.id = MessageId(id);
  entry.told_id = MessageId(1);
  return entry;
}
gateway::AcceptEntry refused(gateway::RequestError::Kind kind, std::string_view code) {
  gateway::AcceptEntry entry;
  entry.error = {kind, code, "", Seconds(0)};
  return entry;
}

struct Failed {
  SenderAddress address;
  pdu::CommandStatus status;
};
/// Written and decoded again: what the client sees.
std::vector<Failed> failures_on_the_wire(const MultiAnswer& answer) {
  OutBuffer out(10'000);
  BOOST_REQUIRE(pdu::pack_submit_multi_resp(out, answer.status(), pdu::SequenceNumber(1), answer.response()));
  const auto pdu = pdu::decode(out.unsent());
  BOOST_REQUIRE(pdu);
  std::vector<Failed> failures;
  pdu::UnsuccessCursor cursor(std::get<pdu::SubmitMultiResp>(pdu->body));
  while (const auto next = cursor.next()) {
    const Address& address = next->destination;
    failures.push_back({*SenderAddress::make(address.addr, address.ton, address.npi), next->error_status_code});
  }
  BOOST_TEST(!cursor.error());
  return failures;
}

BOOST_AUTO_TEST_SUITE(submit_multis)

BOOST_AUTO_TEST_CASE(one_item_for_all_destinations_that_can_be_served) {
  Multi multi;
  multi.sme({1, 1, "8613800138000"}).list("friends").sme({0, 0, "13800138001"}).sme({5, 0, "Qcloud"});
  const auto read = multi.read();
  BOOST_REQUIRE(read);
  BOOST_TEST((read->item.to == std::vector<std::string>{"+8613800138000", "13800138001"}));
  BOOST_TEST((read->item.destinations ==
              std::vector{*SenderAddress::make("8613800138000", 1, 1), *SenderAddress::make("13800138001", 0, 0)}));
  BOOST_REQUIRE_EQUAL(read->destinations.size(), 4U);
  BOOST_TEST((!read->destinations[0].why));
  BOOST_TEST((read->destinations[1].why == ESME_RINVDLNAME));
  BOOST_TEST((!read->destinations[2].why));
  BOOST_TEST((read->destinations[3].why == ESME_RINVDSTTON));
}

BOOST_AUTO_TEST_CASE(the_answer_tells_each_failure_with_the_address_as_given) {
  Multi multi;
  multi.sme({1, 1, "8613800138000"}).list("friends").sme({0, 0, "13800138001"}).sme({1, 1, "8613800138002"});
  const auto read = multi.read();
  BOOST_REQUIRE(read);
  gateway::AcceptAnswer gateway_answer;
  gateway_answer.messages = {taken(1), refused(gateway::RequestError::Kind::invalid, "invalid_number"), taken(2)};
  const MultiAnswer answer(*read, gateway_answer);
  BOOST_TEST((answer.status() == ESME_ROK));
  BOOST_TEST(answer.accepted() == 2U);
  BOOST_TEST(answer.response().message_id == "0000000000000001");
  const auto failures = failures_on_the_wire(answer);
  BOOST_REQUIRE_EQUAL(failures.size(), 2U);
  BOOST_TEST((failures[0].address == SenderAddress::make("friends", 0, 0)));
  BOOST_TEST((failures[0].status == ESME_RINVDLNAME));
  BOOST_TEST((failures[1].address == SenderAddress::make("13800138001", 0, 0)));
  BOOST_TEST((failures[1].status == ESME_RINVDSTADR));
}

BOOST_AUTO_TEST_CASE(when_none_is_accepted_the_status_says_so) {
  Multi multi;
  multi.list("a").list("b");
  auto read = multi.read();
  BOOST_REQUIRE(read);
  BOOST_TEST(read->item.to.empty());
  const MultiAnswer same(*read, {});
  BOOST_TEST((same.status() == ESME_RINVDLNAME));
  BOOST_TEST(same.response().message_id.empty());
  BOOST_TEST(failures_on_the_wire(same).size() == 2U);

  multi.sme({5, 0, "Qcloud"}).list("c");
  read = multi.read();
  BOOST_REQUIRE(read);
  BOOST_TEST((MultiAnswer(*read, {}).status() == ESME_RSUBMITFAIL));
}

BOOST_AUTO_TEST_CASE(a_phone_on_the_blocklist_fails_with_the_accounts_own_status) {
  Multi multi;
  multi.sme({1, 1, "8613800138000"}).sme({1, 1, "8613800138001"});
  gateway::AcceptAnswer gateway_answer;
  gateway_answer.messages = {refused(gateway::RequestError::Kind::invalid, "blocked"), taken(1)};
  const auto read = multi.read();
  const auto failures = failures_on_the_wire(MultiAnswer(*read, gateway_answer, ESME_RSUBMITFAIL));
  BOOST_REQUIRE_EQUAL(failures.size(), 1U);
  BOOST_TEST((failures[0].status == ESME_RSUBMITFAIL));
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_too_short_accepts_nothing_of_the_rest) {
  Multi multi;
  multi.sme({1, 1, "8613800138000"}).sme({1, 1, "8613800138001"});
  gateway::AcceptAnswer gateway_answer;
  gateway_answer.messages = {taken(1)};
  const MultiAnswer answer(*multi.read(), gateway_answer);
  BOOST_TEST(answer.accepted() == 1U);
  BOOST_TEST(failures_on_the_wire(answer).size() == 1U);
}

BOOST_AUTO_TEST_CASE(it_takes_254_destinations_and_can_refuse_them_all__conformance_63) {
  Multi multi;
  for (unsigned i = 0; i < 254; ++i) multi.sme({1, 1, "12345678901234567890"});
  const auto read = multi.read();
  BOOST_REQUIRE(read);
  BOOST_TEST(read->item.to.size() == 254U);
  gateway::AcceptAnswer gateway_answer;
  gateway_answer.messages.assign(254, refused(gateway::RequestError::Kind::overloaded, "queue_full"));
  const MultiAnswer answer(*read, gateway_answer);
  BOOST_TEST((answer.status() == ESME_RMSGQFUL));
  BOOST_TEST(failures_on_the_wire(answer).size() == 254U);
}

BOOST_AUTO_TEST_CASE(what_concerns_all_refuses_the_pdu__conformance_63) {
  BOOST_TEST((test::status_of_read(Multi().read()) == ESME_RINVNUMDESTS));
  Multi multi;
  multi.sme({1, 1, "8613800138000"});
  multi.given.message.replace_if_present_flag = 1;
  BOOST_TEST((test::status_of_read(multi.read()) == ESME_RINVREPFLAG));
  multi.given.message.replace_if_present_flag = 0;
  multi.given.message.esm_class = 0x02;
  BOOST_TEST((test::status_of_read(multi.read()) == ESME_RINVESMCLASS));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::north::smpp
