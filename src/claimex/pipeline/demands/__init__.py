"""Demands: who asks whom to do what, found by frames over the syntax and weighed by a small trained model."""

from claimex.pipeline.demands.component import FACTORY, Demands, create_demands

__all__ = ["FACTORY", "Demands", "create_demands"]
