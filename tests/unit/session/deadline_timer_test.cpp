// SPDX-License-Identifier: Apache-2.0
#include "session/deadline_timer.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/sim_scheduler.h"
#include "tests/unit/session/dialogue.h"

using namespace smppedge;
using namespace smppedge::session;
using namespace smppedge::session::testing;

BOOST_AUTO_TEST_SUITE(deadline_timer)

BOOST_AUTO_TEST_CASE(when_a_deadline_is_reached_then_it_runs_and_the_owner_hears) {
  sim::SimScheduler loop;
  Side side(Role::smsc);
  unsigned heard = 0;
  DeadlineTimer timer(loop, side.session, [&] { ++heard; });
  side.session.on_connected(loop.mono());
  timer.update();
  loop.run_for(Millis(9999));
  BOOST_TEST(heard == 0U);
  loop.run_for(Millis(1));
  BOOST_TEST(heard == 1U);
  BOOST_TEST((side.session.state() == State::closed));
  loop.run_for(Seconds(100));
  BOOST_TEST(heard == 1U);
}

BOOST_AUTO_TEST_CASE(when_traffic_moves_the_deadline_then_the_timer_is_not_touched_for_it) {
  sim::SimScheduler loop;
  Side side(Role::smsc);
  DeadlineTimer timer(loop, side.session, [] {});
  side.session.on_connected(loop.mono());
  side.receive(raw(pdu::CommandId::bind_receiver, pdu::CommandStatus::ESME_ROK, 1, {"edge\0secret\0\0\x34\0\0\0", 17}),
               loop.mono(), whole_stream);
  timer.update();
  for (int second = 0; second < 290; ++second) {
    side.receive(raw(pdu::CommandId::enquire_link, pdu::CommandStatus::ESME_ROK, 1), loop.mono(), whole_stream);
    timer.update();
    loop.run_for(Seconds(1));
  }
  BOOST_TEST(loop.turns() <= 10U);
  BOOST_TEST(is_bound(side.session.state()));
}

BOOST_AUTO_TEST_SUITE_END()
