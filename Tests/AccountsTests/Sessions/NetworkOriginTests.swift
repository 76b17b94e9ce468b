import Testing

@testable import Accounts

/// Who is the same caller, however many addresses they have.
@Suite struct NetworkOriginTests {
    @Test func addressesOfOneNetworkAreOne() {
        #expect(NetworkOrigin("2001:db8:1:2::1").hash == NetworkOrigin("2001:db8:1:2:ffff:ffff:ffff:ffff").hash)
        #expect(NetworkOrigin("2001:db8:1:2::1").hash != NetworkOrigin("2001:db8:1:3::1").hash)
        #expect(NetworkOrigin("fe80::1%eth0").hash == NetworkOrigin("fe80::2%eth1").hash)
        #expect(NetworkOrigin("203.0.113.1").hash != NetworkOrigin("203.0.113.2").hash)
    }

    /// A site with 65,536 networks to change between is counted too.
    @Test func networksOfOneSiteShareABucket() {
        let (one, other) = (NetworkOrigin("2001:db8:1:2::1"), NetworkOrigin("2001:db8:1:ffff::1"))
        #expect(one.siteHash == other.siteHash)
        #expect(one.siteHash != NetworkOrigin("2001:db8:2:2::1").siteHash)
        let throttle = SignInThrottle()
        let names = [one, other].map { throttle.buckets(of: $0).map(\.name) }
        #expect(names[0].count == 2 && names[0][0] != names[1][0] && names[0][1] == names[1][1])
        #expect(throttle.buckets(of: NetworkOrigin("203.0.113.1")).count == 1)
    }

    /// All of IPv4 lies in one network of IPv6 more than once.
    @Test(arguments: ["::ffff:203.0.113.1", "64:ff9b::203.0.113.1"])
    func addressesInOtherClothesAreThemselves(_ address: String) {
        #expect(NetworkOrigin(address).hash == NetworkOrigin("203.0.113.1").hash)
        #expect(NetworkOrigin(address).siteHash == nil)
    }

    @Test func mailIsCountedApartFromSigningIn() {
        let (throttle, origin) = (SignInThrottle(), NetworkOrigin("203.0.113.1"))
        #expect(throttle.buckets(of: origin)[0].name != throttle.buckets(of: origin, kind: "mail ")[0].name)
    }

    /// How long somebody has to wait does not tell whether an account is used from where they are.
    @Test func familiarPlacesAreNotKnownByTheirWait() {
        #expect(SignInThrottle().familiar.pause == SignInThrottle().account.pause)
        #expect(SignInThrottle().familiar.capacity == SignInThrottle().account.capacity)
    }
}
