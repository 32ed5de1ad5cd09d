using System.Collections.Immutable;
using System.Globalization;

namespace Engagement.Channels.Mastodon;

/// <summary>
/// What an account keeps, by name, and what its server allows: its own answer to <c>/api/v2/instance</c>, kept in the
/// account's settings when it is connected, because servers differ (500 characters to 100,000, links at 23 to 256).
/// </summary>
internal sealed record MastodonSettings(
    int MaxCharacters, int CharactersPerUrl, int MaxImages, int MaxImageBytes, IReadOnlyList<string> ImageTypes)
{
    /// <summary>Secret: the access token. It has no end of its own.</summary>
    public const string AccessToken = "accessToken";

    /// <summary>Secret: the name of our app there; with its secret it gives the access back.</summary>
    public const string ClientId = "clientId";

    /// <summary>Secret: the app's secret.</summary>
    public const string ClientSecret = "clientSecret";

    /// <summary>
    /// Setting: who sees posts. Sent with each, because servers differ in what they take for usual (GoToSocial: unlisted).
    /// </summary>
    public const string Visibility = "visibility";

    /// <summary>
    /// Setting: the server was seen to refuse what it announces as short enough, and counts every character as it is written (GoToSocial
    /// counts links whole). Its value is what the server announced then: an announcement that has changed makes it void.
    /// </summary>
    public const string CountsWholeSetting = "countsWhole";

    /// <summary>Setting: the longest text, by our count, that such a server may still take, and likewise what it announced.</summary>
    public const string TakesSetting = "takes";

    /// <summary>Does every character count as it is written, links and mentions too?</summary>
    public bool CountsWhole { get; init; }

    /// <summary>What the server announces, to know what was learnt of it by.</summary>
    public string Announced => $"{Text(MaxCharacters)}/{Text(CharactersPerUrl)}";

    /// <summary>As the API names it (docs.joinmastodon.org/methods/statuses/#create).</summary>
    public static string VisibilityOf(ChannelAccount account) => account.Setting(Visibility) is "unlisted" or "private"
        ? account.Setting(Visibility)! : "public";

    /// <summary>Mastodon's own numbers (docs.joinmastodon.org/entities/Instance), for an account whose server did not say.</summary>
    public static readonly MastodonSettings Default = new(500, 23, 4, 16_777_216, ["image/jpeg", "image/png", "image/gif", "image/webp"]);

    public static MastodonSettings Of(ChannelAccount? account)
    {
        if (account is null)
        {
            return Default;
        }

        var announced = AnnouncedTo(account);
        return announced with
        {
            CountsWhole = account.Setting(CountsWholeSetting) == announced.Announced,
            MaxCharacters = account.Setting(TakesSetting)?.Split(' ') is [var most, var then] && then == announced.Announced
                && int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out var takes)
                ? Math.Min(takes, announced.MaxCharacters) : announced.MaxCharacters,
        };
    }

    /// <summary>What the server announced when the account was connected, whatever was learnt since.</summary>
    public static MastodonSettings AnnouncedTo(ChannelAccount account) => new(
        Number(account, "maxCharacters", Default.MaxCharacters),
        Number(account, "charactersPerUrl", Default.CharactersPerUrl),
        Number(account, "maxImages", Default.MaxImages),
        Number(account, "maxImageBytes", Default.MaxImageBytes),
        account.Setting("imageTypes")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } types
            ? types : Default.ImageTypes);

    /// <summary>What the server says of itself; what it does not say is as Mastodon has it.</summary>
    public static MastodonSettings Of(InstanceAnswer instance) => new(
        Sensible(instance.Configuration?.Statuses?.MaxCharacters, Default.MaxCharacters),
        Sensible(instance.Configuration?.Statuses?.CharactersReservedPerUrl, Default.CharactersPerUrl),
        Math.Min(Sensible(instance.Configuration?.Statuses?.MaxMediaAttachments, Default.MaxImages), Default.MaxImages),
        Sensible(instance.Configuration?.MediaAttachments?.ImageSizeLimit, Default.MaxImageBytes),
        // What it stores and what browsers show are two things; we send what both do.
        instance.Configuration?.MediaAttachments?.SupportedMimeTypes is { Count: > 0 } types
            ? [.. Default.ImageTypes.Intersect(types)]
            : Default.ImageTypes);

    public ImmutableDictionary<string, string> ToSettings() => ImmutableDictionary<string, string>.Empty
        .Add("maxCharacters", Text(MaxCharacters))
        .Add("charactersPerUrl", Text(CharactersPerUrl))
        .Add("maxImages", Text(MaxImages))
        .Add("maxImageBytes", Text(MaxImageBytes))
        .Add("imageTypes", string.Join(' ', ImageTypes));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(ChannelAccount account, string name, int otherwise) =>
        int.TryParse(account.Setting(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Sensible(number, otherwise) : otherwise;

    private static int Sensible(int? said, int otherwise) => said > 0 ? said.Value : otherwise;
}
