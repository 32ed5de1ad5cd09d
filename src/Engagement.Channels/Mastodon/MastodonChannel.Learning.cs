using System.Collections.Immutable;
using System.Globalization;

namespace Engagement.Channels.Mastodon;

/// <summary>
/// Servers announce their limits (docs.joinmastodon.org/entities/Instance), and some apply others: GoToSocial announces 25 characters a
/// link and counts links whole. A refusal as too long of what we measured as short enough says so.
/// </summary>
internal sealed partial class MastodonChannel : ILearnMeasure
{
    public ImmutableDictionary<string, string>? Learn(ChannelAccount account, OutgoingPost post, SendOutcome outcome)
    {
        var (announced, used) = (MastodonSettings.AnnouncedTo(account), MastodonSettings.Of(account));
        var measure = MastodonText.Measure(post.Text, post.ContentWarning, used);
        var whole = MastodonText.Measure(post.Text, post.ContentWarning, announced with { CountsWhole = true });
        switch (outcome)
        {
            case SendOutcome.Refused { Refusal.Kind: RefusalKind.TooLong } when measure.IsValid:
                return !used.CountsWhole && whole.Length > announced.MaxCharacters
                    ? account.Settings.SetItem(MastodonSettings.CountsWholeSetting, announced.Announced)
                    : account.Settings.SetItem(MastodonSettings.TakesSetting, Takes(measure.Length - 1, announced));

            // It took what it would not have taken by what we learnt: another count holds now.
            case SendOutcome.Accepted when measure.Left < 0 && (used.CountsWhole || used.MaxCharacters < announced.MaxCharacters):
                return account.Settings.Remove(MastodonSettings.CountsWholeSetting).Remove(MastodonSettings.TakesSetting);
            default:
                return null;
        }
    }

    public string? Learned(ChannelAccount account)
    {
        var (announced, used) = (MastodonSettings.AnnouncedTo(account), MastodonSettings.Of(account));
        return used.CountsWhole
            ? "This server counts links and mentions in full, whatever it announces. It was seen to refuse a post for that."
            : used.MaxCharacters < announced.MaxCharacters
                ? $"This server announces {Number(announced.MaxCharacters)} characters and refused fewer; "
                    + $"{Number(used.MaxCharacters)} are counted on."
                : null;
    }

    private static string Takes(int most, MastodonSettings announced) =>
        string.Create(CultureInfo.InvariantCulture, $"{most} {announced.Announced}");

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
