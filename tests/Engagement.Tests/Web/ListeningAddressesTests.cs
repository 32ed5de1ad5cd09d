using Engagement.Host;
using Microsoft.Extensions.Configuration;

namespace Engagement.Tests.Web;

public sealed class ListeningAddressesTests
{
    [Theory]
    [InlineData("", "", "", "http://localhost:5080/")]
    [InlineData("http_ports", "8080", "", "http://localhost:8080/")]
    [InlineData("urls", "https://+:8443;http://0.0.0.0:8081", "", "http://127.0.0.1:8081/")]
    [InlineData("urls", "http://[::]:8081", "", "http://127.0.0.1:8081/")]
    [InlineData("http_ports", "8080", "http://*:9000", "http://localhost:9000/")]
    public void Where_it_listens_is_as_the_settings_say_and_ours_only_where_they_say_nothing(
        string name, string value, string endpoint, string expected)
    {
        var values = new Dictionary<string, string?> { [name.Length == 0 ? "else" : name] = value };
        if (endpoint.Length > 0)
        {
            values["Kestrel:Endpoints:Http:Url"] = endpoint;
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();

        Assert.Equal((name.Length > 0, expected),
            (ListeningAddresses.AreGiven(configuration), ListeningAddresses.FromHere(configuration).AbsoluteUri));
    }
}
