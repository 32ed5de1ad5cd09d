using System.Globalization;

namespace Engagement.Configured;

/// <summary>
/// Where a server listens, as ASP.NET Core is told: looked at before Kestrel, which would end with where in its code it stumbled.
/// </summary>
internal static class Listening
{
    /// <exception cref="WrongValueException">One is no address to listen at.</exception>
    public static string Addresses(string line)
    {
        foreach (var address in Parts(line))
        {
            try
            {
                var parsed = BindingAddress.Parse(address);
                if (parsed.Scheme.ToLowerInvariant() is not ("http" or "https") || parsed.Port is < 0 or > 65_535)
                {
                    throw new FormatException();
                }
            }
            catch (FormatException)
            {
                throw new WrongValueException(
                    "is no address to listen at. Give one such as http://localhost:8080 or http://*:8080.", address);
            }
        }

        return line;
    }

    /// <exception cref="WrongValueException">One is no port.</exception>
    public static string Ports(string line) => Parts(line).FirstOrDefault(p =>
        !int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65_535) is { } wrong
            ? throw new WrongValueException("is no port: those are from 0 to 65535.", wrong)
            : line;

    private static string[] Parts(string line) => line.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
