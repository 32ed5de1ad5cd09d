using Engagement.Features.Content.Templates;
using Engagement.Features.Conversations.Tickets.Answers;

namespace Engagement.Tests.Conversations.Tickets.Answers;

public sealed class PersonalDataTests
{
    private static readonly Brand Ours = new()
        { Signature = "Example Desk, help@desk.example, +49 30 1234567", Website = "https://desk.example" };

    [Theory]
    [InlineData("Write to ann.lee+it@mail.example.org please", "an e-mail address")]
    [InlineData("Call me on +49 171 2345678 tonight", "a telephone number")]
    [InlineData("Is 0171/2345678 right?", "a telephone number")]
    [InlineData("It goes to DE89 3704 0044 0532 0130 00.", "an IBAN")]
    [InlineData("GB82WEST12345698765432", "an IBAN")]
    [InlineData("Your card 4111 1111 1111 1111 was charged", "a card number")]
    [InlineData("Your account number is 12345678", "an account number")]
    [InlineData("Kundennummer: 0049-8812", "an account number")]
    public void What_seems_to_be_somebodys_own_is_named_and_shown_only_in_part(string text, string what)
    {
        var mark = Assert.Single(PersonalData.In(text, Ours));

        Assert.Equal(what, mark.What);
        Assert.Contains('…', mark.Masked);
        Assert.Contains(what, PersonalData.Warning([mark]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Restart it, then wait 5 minutes. That was version 10.0.19045.3803.")]
    [InlineData("On 24.11.2026 at 09:30 we fixed it, see #1042.")]
    [InlineData("@ann@mastodon.example it works now")]
    [InlineData("Read https://help.example.com/a?id=12345678901234 for the steps")]
    [InlineData("Error 0x80070005, KB5034441, build 22631")]
    [InlineData("You reach us at help@desk.example or +49 30 1234567")]
    [InlineData("Between 2024 and 2026 there were 1,000,000 of them")]
    public void What_is_only_numbers_or_our_own_is_let_through(string text) => Assert.Empty(PersonalData.In(text, Ours));

    [Fact]
    public void Hostile_words_take_no_time()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (var text in new[] { new string('1', 5000), string.Concat(Enumerable.Repeat("a.", 2500)),
            string.Concat(Enumerable.Repeat("DE12 ", 1000)), new string('@', 5000), "+" + new string(' ', 5000) })
        {
            PersonalData.In(text, Ours);
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), watch.Elapsed.ToString());
    }
}
