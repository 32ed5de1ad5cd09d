using CsCheck;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Tests.Conversations.Sla;

public sealed class PolicyOrderTests
{
    private static readonly Guid Billing = Guid.Parse("7f1d1c1e-5a3c-4a6e-9a53-0d5f8a4d6a01");

    [Fact]
    public void A_special_policy_behind_a_general_one_is_said_with_the_one_in_front()
    {
        var hidden = PolicyOrder.Hidden([Of("Everyone", new()), Of("VIP", new(Vip: true))]);

        Assert.Equal("“VIP” never applies: “Everyone” before it fits every ticket that it fits.", Assert.Single(hidden).Value);
    }

    [Fact]
    public void Several_in_front_hide_one_together()
    {
        SlaPolicy[] policies = [Of("VIP", new(Vip: true)), Of("Others", new(Vip: false)),
            Of("Urgent", new(Priority: TicketPriority.Urgent))];

        Assert.Equal(["VIP", "Others"], PolicyOrder.Hiding(policies, 2));
    }

    [Fact]
    public void A_new_special_policy_is_put_before_the_general_one_and_a_new_general_one_at_the_end()
    {
        SlaPolicy[] policies = [Of("Urgent", new(Priority: TicketPriority.Urgent)), Of("Everyone", new())];

        var (special, before) = PolicyOrder.With(policies, Of("VIP", new(Vip: true)));
        var (all, none) = PolicyOrder.With([Of("VIP", new(Vip: true))], Of("Everyone", new()));

        Assert.Equal(["Urgent", "VIP", "Everyone"], special.Select(p => p.Name));
        Assert.Equal("Everyone", before);
        Assert.Equal(["VIP", "Everyone"], all.Select(p => p.Name));
        Assert.Null(none);
    }

    /// <summary>Held against every kind of ticket there can be: a policy is hidden when none of them gets it.</summary>
    [Fact]
    public void Hidden_is_what_no_ticket_gets() => Policies.Sample(policies =>
    {
        var tickets = from queue in new Guid?[] { null, Billing, Guid.Empty } from priority in Enum.GetValues<TicketPriority>()
                      from network in new[] { "x", "mastodon", "bluesky" } from vip in new[] { true, false }
                      select new SlaFacts(queue, priority, network, vip);
        var book = new SlaBook(1, default, policies, []);
        var given = tickets.Select(t => book.For(t)?.Name).ToHashSet();

        Assert.Equal(policies.Select(p => p.Name).Where(n => !given.Contains(n)), PolicyOrder.Hidden(policies).Keys);

        // A new one counts for some ticket, unless several hide it together or one of the same conditions does.
        var (after, before) = PolicyOrder.With(policies, Of("New", new(Billing, TicketPriority.High, "x", true)));
        Assert.Equal(policies.Count + 1, after.Count);
        Assert.Equal(before is not null, after[^1].Name != "New");
    }, iter: 2000);

    private static readonly Gen<List<SlaPolicy>> Policies =
        from conditions in (
            from queue in Gen.Int[0, 3] from priority in Gen.Int[0, 6] from network in Gen.Int[0, 3] from vip in Gen.Int[0, 3]
            select new SlaConditions(
                queue == 0 ? Billing : null, priority < 4
                    ? (TicketPriority)priority : null, network switch { 0 => "x", 1 => "mastodon", _ => null },
                vip switch { 0 => true, 1 => false, _ => null })).List[0, 9]
        select conditions.Select((c, i) => Of($"P{i}", c)).ToList();

    private static SlaPolicy Of(string name, SlaConditions when) => new(name, "Office", when, 60, null, null);
}
