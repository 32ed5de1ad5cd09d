Console.WriteLine("Engagement");
