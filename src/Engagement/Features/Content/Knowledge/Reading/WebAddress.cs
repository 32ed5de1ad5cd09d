namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>An address that a person typed in, or a program sent.</summary>
internal static class WebAddress
{
    public const string Wanted = "This must be a web address, such as https://help.example.com/, of at most 1000 characters.";

    public static bool Is(string text) =>
        text.Length <= 1000 && Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url is { Scheme: "http" or "https", UserInfo: "" } && url.AbsoluteUri.Length <= 1000;
}
