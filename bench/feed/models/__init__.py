"""What others do, each with the data of everybody. A model is `fit_score(past, options, seed)`: people by items."""
