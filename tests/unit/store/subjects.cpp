// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/store/subjects.h"

#include <cstdlib>
#include <system_error>
#include <utility>

namespace smppedge::store::test {

ScratchDirectory::ScratchDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "smppedge-store-XXXXXX").string();
  BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

namespace {

std::map<std::filesystem::path, std::uintmax_t> files_of(const std::filesystem::path& directory) {
  std::map<std::filesystem::path, std::uintmax_t> files;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory)) {
    std::error_code vanished;
    files[file.path()] =
        std::filesystem::is_directory(file.path(), vanished) ? 0 : std::filesystem::file_size(file.path(), vanished);
  }
  return files;
}

}  // namespace

RocksSubject::RocksSubject() {
  open();
}

RocksSubject::~RocksSubject() = default;

void RocksSubject::crash() {
  const auto before = current();
  ++life_;
  // A rewrite that goes on meanwhile makes and removes files: a kill leaves them as they are at one moment.
  for (bool same = false; !same;) {
    const auto files = files_of(before);
    std::error_code vanished;
    std::filesystem::remove_all(current());
    std::filesystem::copy(before, current(), std::filesystem::copy_options::recursive, vanished);
    same = !vanished && files == files_of(before);
  }
  store_.reset();
  open();
}

void RocksSubject::open() {
  auto opened = open_rocks_store({.directory = current().string(), .node = NodeNumber(1)}, clock, loop_,
                                 [](const std::string& sentence) { BOOST_FAIL(sentence); });
  BOOST_REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : opened.error().text));
  store_ = std::move(*opened);
}

FakeSubject::FakeSubject() = default;
FakeSubject::~FakeSubject() = default;

void Recovered::on_account_events(const Checkpoint::AccountEvents& account) {
  accounts[{account.account, account.door}] = account;
}

void Recovered::on_resident(const OpenRecord& record, const Chain& chain) {
  residents[record.message] = record;
  chain_lengths[record.message] = chain.facts.size();
}

void Recovered::on_parked(const ParkedRecord& record, const Chain& chain) {
  BOOST_TEST(chain.facts.size() == 1U);
  parked.push_back(record);
}

void Recovered::on_fact(const RecordedFact& fact, RecoverySource& source) {
  facts.emplace_back(fact.header.message, fact.at);
  if (const auto open = source.find_open(fact.header.message)) found_open[fact.header.message] = open->first;
  if (const auto owner = source.find_closed_account(fact.header.message)) found_closed[fact.header.message] = *owner;
}

void Recovered::on_reply_part(const RecordedFact& part) {
  BOOST_TEST(facts.empty());  // before they are replayed
  reply_parts.emplace_back(part.at, std::get<ReplyPartTaken>(part.fact).octets);
}

void Recovered::on_reply_seen(const SeenReply& seen) {
  BOOST_TEST(facts.empty());
  BOOST_TEST(replies_seen.emplace(seen.fingerprint, seen.at).second);
}

void Recovered::on_blocked(const BlockRecord& record) {
  BOOST_TEST(facts.empty());
  blocked.push_back(record);
}

AnyWriter::AnyWriter(std::function<Store&()> store, Loop& loop, TestClock& clock)
    : store_(std::move(store)), loop_(loop), clock_(clock) {}

Recovered AnyWriter::recover() {
  Recovered recovered;
  const auto report = store_().recover(recovered);
  BOOST_REQUIRE_MESSAGE(report.has_value(), (report ? "" : report.error().text));
  last_batch = report->last_batch;
  return recovered;
}

FactBatch AnyWriter::batch() {
  last_batch = last_batch.next(clock_.now);
  return {last_batch, clock_.now};
}

Location AnyWriter::record(MessageId message, const Fact& fact) {
  FactBatch open = batch();
  const Location at = samples::add(open, {message, last[message], clock_.now}, fact);
  if (message != MessageId()) last[message] = at;
  commit(std::move(open));
  return at;
}

void AnyWriter::commit(FactBatch open) {
  bool done = false;
  store_().commit(std::move(open), [&done] { done = true; });
  loop_.run_until([&done] { return done; });
}

void AnyWriter::checkpoint(Checkpoint checkpoint) {
  checkpoint.replay_after = last_batch;
  bool done = false;
  store_().checkpoint(std::move(checkpoint), [&done] { done = true; });
  loop_.run_until([&done] { return done; });
}

Expected<MessageRecord, ReadError> AnyWriter::find(MessageId message) {
  return wait_for<MessageRecord>([&](auto done) { store_().find_message(message, std::move(done)); });
}

Expected<AttemptRef, ReadError> AnyWriter::find(CarrierNumber carrier, const std::string& key) {
  return wait_for<AttemptRef>([&](auto done) { store_().find_carrier_id(carrier, key, std::move(done)); });
}

std::vector<MessageId> AnyWriter::find(const LookupRecord& of, MessageId before, unsigned limit) {
  return wait_for<std::vector<MessageId>>(
             [&](auto done) { store_().find_lookup(of.account, of.kind, of.value, before, limit, std::move(done)); })
      .value();
}

Expected<Location, ReadError> AnyWriter::find(AccountNumber account, const KeyDigest& key) {
  return wait_for<Location>([&](auto done) { store_().find_key(account, key, std::move(done)); });
}

PhoneWindow AnyWriter::window(const PhoneNumber& phone) {
  return wait_for<std::vector<PhoneWindow>>([&](auto done) { store_().find_windows({phone}, std::move(done)); })
      .value()
      .front();
}

BlockedPhone AnyWriter::known(AccountNumber account, const PhoneNumber& phone) {
  return wait_for<BlockedPhone>([&](auto done) { store_().find_blocked(account, phone, std::move(done)); }).value();
}

BlockedPage AnyWriter::blocked(AccountNumber account, const PhoneNumber& after, unsigned limit) {
  return wait_for<BlockedPage>([&](auto done) { store_().list_blocked(account, after, limit, std::move(done)); })
      .value();
}

Store::MessageList AnyWriter::list(AccountNumber account, MessageId before, MessageId not_before, unsigned limit) {
  return wait_for<Store::MessageList>(
             [&](auto done) { store_().list_messages(account, before, not_before, limit, std::move(done)); })
      .value();
}

Expected<Chain, ReadError> AnyWriter::chain(Location location) {
  return wait_for<Chain>([&](auto done) { store_().read_chain(location, std::move(done)); });
}

MessageId message_id(unsigned sequence) {
  return MessageId::from_parts(Millis(1'786'000'000'000), NodeNumber(1), sequence);
}

OpenRecord open_record(OpenRecord::Kind kind, MessageId message, Location last, WallTime deadline) {
  return {.kind = kind,
          .message = message,
          .last = last,
          .deadline = deadline,
          .account = account_1,
          .traffic_class = TrafficClass::marketing,
          .carrier = carrier_1};
}

}  // namespace smppedge::store::test
