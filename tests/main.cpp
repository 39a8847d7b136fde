// SPDX-License-Identifier: Apache-2.0
// The main() of every Boost.Test program.
#define BOOST_TEST_MODULE smppedge
#include <boost/test/unit_test.hpp>
