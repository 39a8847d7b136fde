// SPDX-License-Identifier: Apache-2.0
// The configuration as plain values. What each one means, its default and its bounds stand in settings_table.cpp;
// main.cpp turns these into the Settings of each folder. A default-constructed Config is not the default
// configuration: the loader makes that from the table.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/byte_stream.h"
#include "base/clock.h"
#include "base/log.h"

namespace smppedge::config {

using Hours = std::chrono::duration<std::int64_t, std::ratio<3600>>;

/// A password or key. It has no output operator, so that it cannot reach a log by accident.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)), given_(true) {}
  [[nodiscard]] const std::string& reveal() const { return text_; }
  [[nodiscard]] bool given() const { return given_; }
  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  std::string text_;
  bool given_ = false;
};

struct Node {
  std::uint16_t number{};
  Seconds stop_timeout{};
};

struct Store {
  std::string data_dir;
  Seconds spill_after{};
  std::uint64_t free_bytes_min{};
  Hours history{};
  Seconds checkpoint_interval{};
  std::uint32_t live_messages_max{};
  std::uint32_t queued_max{};
  std::uint32_t parked_receipts_max{};
  std::uint16_t reader_threads{};
};

struct Http {
  Endpoint listen;
  std::uint32_t header_bytes_max{};
  std::uint32_t body_bytes_max{};
  std::uint32_t output_bytes_max{};
  std::uint32_t connections_max{};
  std::uint32_t connections_per_address_max{};
  Seconds header_timeout{};
  Seconds body_timeout{};
  Seconds response_timeout{};
  Seconds idle_timeout{};
  Seconds write_stall_timeout{};
};

/// The engineers' API, on the listener of Http.
struct Admin {
  Secret key;
  std::string files;
};

struct SmppServer {
  Endpoint listen;
  std::string system_id;
  std::uint32_t connections_max{};
  std::uint32_t connections_per_address_max{};
  std::uint32_t output_bytes_max{};
  Seconds session_init_timeout{};
  Seconds enquire_link_interval{};
  Seconds enquire_link_timeout{};
  Seconds inactivity_timeout{};
  Seconds response_timeout{};
  Seconds unbind_timeout{};
};

struct Webhooks {
  std::uint16_t connections_max{};
  Seconds connect_timeout{};
  Seconds request_timeout{};
  Seconds retry_min{};
  Seconds retry_max{};
  bool allow_http{};
  bool allow_private{};
  std::string ca_file;
};

enum class InDoubt : std::uint8_t { hold, resend };

struct ClassPolicy {
  InDoubt in_doubt{};
  Seconds validity{};
  std::uint16_t reserved_percent{};
};

struct Delivery {
  ClassPolicy otp;
  ClassPolicy notice;
  ClassPolicy marketing;
  Seconds in_doubt_timeout{};
  Seconds resend_after{};
  Seconds receipt_timeout{};
  Seconds validity_max{};
  std::uint16_t retries_max{};
  Seconds schedule_max{};
  Seconds reassembly_timeout{};
  Seconds parts_pin{};
  Hours event_retention{};
};

enum class Alphabet : std::uint8_t { gsm7, ascii, latin1 };
enum class SourcePolicy : std::uint8_t { checked, assigned };
enum class ResultDoor : std::uint8_t { by_message, http, smpp };
enum class ReplyDoor : std::uint8_t { http, smpp };
enum class BlocklistRemoval : std::uint8_t { approved, direct };

/// What becomes of a reply to a message that was sent more than 72 hours before.
enum class LateReplies : std::uint8_t { told, dropped };

struct Webhook {
  std::string url;
  Secret secret;
  Secret old_secret;
  std::uint16_t batch_max{};
  std::uint16_t batches_in_flight_max{};
};

/// A signature with an extension of its own.
struct Signature {
  std::string sign;
  std::string extension;
};

/// What recipients abroad see whose number begins with `prefix`.
struct AbroadSender {
  std::string prefix;
  std::string sender;
};

enum class SenderPolicy : std::uint8_t { fixed, sticky, rotating };

enum class OwnInDoubt : std::uint8_t { as_class, hold, resend };

/// An account's own policy for submits whose answer never came.
struct AccountInDoubt {
  OwnInDoubt otp{};
  OwnInDoubt notice{};
  OwnInDoubt marketing{};
};

struct Account {
  std::string name;
  Secret key;
  std::string system_id;
  Secret password;
  std::string extension;
  std::vector<Signature> signatures;
  SenderPolicy sender_policy{};
  std::uint8_t tail_digits{};
  std::vector<AbroadSender> senders_abroad;
  std::uint16_t segments_max{};
  std::uint32_t events_max{};
  std::uint32_t dead_letters_max{};
  std::uint16_t weight{};
  std::uint32_t pace_per_s{};
  bool see_bodies{};
  AccountInDoubt in_doubt;
  ResultDoor results{};
  ReplyDoor replies{};
  LateReplies late_replies{};
  Webhook webhook;
  std::vector<std::string> allowed_addresses;
  std::uint16_t binds_max{};
  std::uint16_t window{};
  std::uint16_t deliver_window{};
  Alphabet default_alphabet{};
  std::vector<std::string> priority_classes;  ///< by priority_flag; empty: the table's own
  SourcePolicy source_policy{};
  std::vector<std::string> sources;
  std::vector<std::string> opt_out_words;  ///< empty: the usual ones
  std::vector<std::string> opt_in_words;
  BlocklistRemoval blocklist_removal{};
  std::uint32_t blocked_status{};
};

enum class BindType : std::uint8_t { transceiver, transmitter, receiver };

struct Binds {
  BindType type{};
  std::uint16_t count{};
};

enum class Region : std::uint8_t { by_number, mainland, abroad, any };

/// A number that a carrier granted.
struct AccessNumber {
  std::string number;
  std::uint8_t digits_max{};
  std::uint8_t appended_digits{};
  std::vector<std::string> classes;  ///< empty: all
  Region region{};
};

struct Carrier {
  std::string name;
  std::string host;
  std::uint16_t port{};
  std::string system_id;
  Secret password;
  std::vector<Binds> binds;
  std::string profile;
  std::string access_number;  ///< short for `access_numbers` of one
  std::vector<AccessNumber> access_numbers;
  std::vector<AbroadSender> senders_abroad;
  std::uint16_t window{};
  std::uint32_t claim_ahead{};
  std::uint32_t pace_per_s{};
  bool keep_wire{};
  std::uint32_t unanswered_max{};
  std::uint16_t response_timeouts_max{};
  Seconds receipt_timeout{};
  Seconds reroute_after{};
  Hours retire_after{};
  std::uint16_t breaker_error_percent{};
  std::uint32_t breaker_results_min{};
  Seconds breaker_window{};
  Seconds breaker_round_trip_max{};
  Seconds breaker_open{};
  Seconds connect_timeout{};
  Seconds bind_timeout{};
  Seconds response_timeout{};
  Seconds enquire_link_interval{};
  Seconds enquire_link_timeout{};
  Seconds reconnect_min{};
  Seconds reconnect_max{};
  Seconds reconnect_refused{};
  Seconds unbind_timeout{};
};

enum class CarrierAlphabet : std::uint8_t { gsm7, gsm7_packed, ascii, latin1, utf8 };
enum class LongForm : std::uint8_t { udh, sar, payload };
enum class SignatureIn : std::uint8_t { last_part, first_part, every_part };
enum class ReferenceBits : std::uint8_t { bits_8, bits_16 };
enum class ValidityForm : std::uint8_t { relative, absolute, none };
enum class EnquireLink : std::uint8_t { idle, always, off };
enum class AskedOf : std::uint8_t { all, first, last };
enum class ReceiptsOf : std::uint8_t { all, any, first, last };
enum class ReceiptDialect : std::uint8_t { standard, pattern };
enum class StateFrom : std::uint8_t { tlv, text };
/// In the order of message_state (SMPP 5.2.28).
enum class StatState : std::uint8_t {
  scheduled,
  enroute,
  delivered,
  expired,
  deleted,
  undeliverable,
  accepted,
  unknown,
  rejected,
  skipped,
};
enum class IdConvention : std::uint8_t { same, same_loosely, response_hex, receipt_hex };

enum class StatusClass : std::uint8_t { throttle, retry, permanent, bind, session, ambiguous, not_mine };

/// What a carrier means by a command_status; 0: as its class has it.
struct StatusRow {
  std::uint32_t status{};
  StatusClass status_class{};
  std::uint16_t retries_max{};
  Seconds delay_min{};
  Seconds delay_max{};
  Seconds within{};
};

struct Profile {
  struct Tlv {
    std::uint16_t tag{};
    std::string text;
    std::string hex;
  };
  struct StatWord {
    std::string word;
    StatState state{};
  };

  std::string name;
  std::string system_type;
  std::string address_range;
  std::uint8_t bind_ton{};
  std::uint8_t bind_npi{};
  std::uint8_t interface_version{};
  std::uint8_t password_octets_max{};
  EnquireLink enquire_link{};
  CarrierAlphabet default_alphabet{};
  std::uint8_t data_coding_gsm7{};
  std::uint8_t data_coding_ucs2{};
  LongForm long_form{};
  ReferenceBits reference_width{};
  std::uint8_t signature_units{};
  SignatureIn signature_in{};
  std::string service_type;
  std::uint8_t source_ton{};
  std::uint8_t source_npi{};
  std::uint8_t short_code_ton{};
  std::uint8_t short_code_npi{};
  std::uint8_t alphanumeric_ton{};
  std::uint8_t alphanumeric_npi{};
  std::uint8_t destination_ton{};
  std::uint8_t destination_npi{};
  ValidityForm validity_form{};
  std::uint8_t registered_delivery{};
  AskedOf receipt_asked_of{};
  std::vector<Tlv> tlvs;
  ReceiptsOf receipts_of{};
  bool receipt_by_esm_class{};
  bool receipt_by_tlv{};
  bool receipt_by_text{};
  IdConvention id_convention{};
  ReceiptDialect receipt_dialect{};
  std::string receipt_pattern;
  std::vector<StatWord> stat_words;
  StateFrom state_from{};
  bool learn{};
  bool send_user_message_reference{};
  Seconds query_after{};
  std::int16_t receipt_zone_minutes{};
  bool acceptd_is_final{};
  bool unknown_is_final{};
  bool strip_nul{};
  std::vector<StatusRow> statuses;
};

/// A carrier's part in a route.
struct RouteShare {
  std::string carrier;
  std::uint16_t order{};
  std::uint16_t weight{};
};

enum class RouteClass : std::uint8_t { any, otp, notice, marketing };

struct Route {
  std::string prefix;
  std::string network;
  RouteClass traffic_class{};
  std::string account;                ///< empty: any
  std::vector<std::string> carriers;  ///< in order of preference; or
  std::vector<RouteShare> shares;
};

struct Routing {
  std::string ported_file;
};

struct Config {
  Node node;
  log::Settings log;
  Store store;
  Http http;
  Admin admin;
  SmppServer smpp_server;
  Webhooks webhooks;
  Delivery delivery;
  std::vector<Account> accounts;
  std::vector<Profile> profiles;
  std::vector<Carrier> carriers;
  Routing routing;
  std::vector<Route> routes;
};

/// The profile that a carrier names. A loaded configuration has it: validation saw to that.
[[nodiscard]] const Profile& profile_of(const Config& config, const Carrier& carrier);

/// The numbers that it granted, whichever way they are written.
[[nodiscard]] std::vector<AccessNumber> access_numbers_of(const Carrier& carrier);

/// The digits of a sender with its NUL are SMPP's source_addr (5.2.8).
inline constexpr std::uint8_t sender_digits_max = 20;

/// The profile that exists without being written, with every default.
inline constexpr std::string_view standard_profile = "standard";

}  // namespace smppedge::config
