using Engagement.Faults.Networks;
using Engagement.Faults.Runs;
using Microsoft.Data.SqlClient;

namespace Engagement.Faults.Scenarios;

/// <summary>SQL Server behind a relay that now and then refuses and cuts connections, with two workers of which one is killed.</summary>
internal sealed class ConnectionsRefused : Scenario
{
    public override string Name => "connections to the database refused";

    public override bool Alone => false;

    public override TimeSpan SettleOffset => TimeSpan.FromMinutes(3);

    public override Faults Begin(Stretch stretch) => new Cuts(stretch);

    private sealed class Cuts : Faults
    {
        private readonly Stretch _stretch;
        private readonly Relay _relay;
        private readonly string _through;

        public Cuts(Stretch stretch)
        {
            _stretch = stretch;
            var server = new SqlConnectionStringBuilder(stretch.Desk.ConnectionString);
            var place = server.DataSource.Replace("tcp:", "", StringComparison.OrdinalIgnoreCase).Split(',');
            _relay = Relay.Start(place[0], place.Length > 1
                ? int.Parse(place[1], System.Globalization.CultureInfo.InvariantCulture)
                : 1433);
            server.DataSource = $"127.0.0.1,{_relay.Port}";
            server.ConnectTimeout = 2;
            server.ConnectRetryCount = 0;
            _through = server.ToString();
        }

        public override async Task CrashAsync()
        {
            var random = _stretch.Random;
            var killAt = SomeStep(random);
            using var worker = WorkerProcess.Start(_stretch.Desk.Plan() with { Database = _through, Alone = false, KillAt = killAt });
            await worker.EndsWithinAsync(TimeSpan.FromMilliseconds(random.Next(300, 900)));
            _relay.Cut();
            await worker.EndsWithinAsync(TimeSpan.FromMilliseconds(random.Next(1500)));
            _relay.Mend();
            await worker.EndsWithinAsync(killAt is null ? SomeMoment(random) : TimeSpan.FromSeconds(4));
            try
            {
                _stretch.Count(await worker.KillAsync(killAt is null ? "moment of chance" : "idle"));
            }
            catch (WorkerFellException)
            {
                _stretch.CountFallen();
            }
        }

        protected override Task EndAsync() => _relay.DisposeAsync().AsTask();
    }
}
